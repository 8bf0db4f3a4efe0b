-- How many tasks should have been done by each day, and how many were?
--
-- Grain: series, on_date
-- Params: as_of, plan_year, pillar_id, unit_id
-- Columns: series, on_date, n, n_not_done, n_tasks, is_ahead
-- Steps: n holds from on_date to the next. Series: due, what falls due by a day as in task_status,
-- from the first start to the last deadline in force; due_originally, the same by the deadlines
-- first set, only where one was moved; done, what was done at each snapshot up to the as-of date.
-- is_ahead: after the as-of date. n_not_done counts those of n that are not done on the as-of date;
-- it is 0 for done. n_tasks is what there is on the as-of date. A null plan_year, pillar_id or
-- unit_id means all.
with
    listed as (
        select
            t.starts_on, t.due_on, t.original_due_on, x.falls_due_on, x.status <> 'done' as is_open,
        from tasks as t
        join task_status as x using (as_of, task_id)
        where
            t.as_of = $as_of
            and ($plan_year is null or t.plan_year = $plan_year)
            and ($pillar_id is null or t.pillar_id = $pillar_id)
            and ($unit_id is null or t.unit_id = $unit_id)
    ),
    total as (
        select
            count(*)::integer as n_tasks,
            min(starts_on) as starts_on,
            bool_or(due_on <> original_due_on) as is_moved,
        from listed
    ),
    promised as (
        select 'due' as series, falls_due_on as on_date, is_open,
        from listed
        union all
        select 'due_originally' as series, l.original_due_on as on_date, l.is_open,
        from listed as l
        cross join total as t
        where t.is_moved
    ),
    days as (
        select series, on_date,
        from promised
        union
        select p.series, t.starts_on as on_date,
        from promised as p
        cross join total as t
        union
        select p.series, $as_of as on_date,
        from promised as p
    ),
    stepped as (
        select
            d.series,
            d.on_date,
            count(p.on_date)::integer as n,
            count(*) filter (where p.is_open)::integer as n_not_done,
        from days as d
        left join promised as p on p.series = d.series and p.on_date <= d.on_date  -- null: nothing due yet
        group by d.series, d.on_date
    ),
    finished as (
        select as_of as on_date, (count(*) filter (where status = 'done'))::integer as n,
        from task_status_history
        where
            as_of <= $as_of
            and ($plan_year is null or plan_year = $plan_year)
            and ($pillar_id is null or pillar_id = $pillar_id)
            and ($unit_id is null or unit_id = $unit_id)
        group by as_of
    )
select s.series, s.on_date, s.n, s.n_not_done, t.n_tasks, s.on_date > $as_of as is_ahead,
from stepped as s
cross join total as t
union all
select 'done', f.on_date, f.n, 0, t.n_tasks, false,
from finished as f
cross join total as t
order by series, on_date
