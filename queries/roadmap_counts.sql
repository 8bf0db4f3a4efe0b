-- When is most due, and how much slipped?
--
-- Grain: as_of
-- Params: as_of, plan_year
-- Columns: as_of, n_tasks, busiest_month_on, n_busiest, n_overdue, n_late, n_moved
-- A null plan_year means all years. busiest_month_on is the first day of the month in which most
-- tasks are due, the earliest of several. n_moved counts the tasks whose deadline is another than
-- the original one.
with
    judged as (
        select
            t.as_of,
            date_trunc('month', t.due_on)::date as month_on,
            x.status = 'overdue' as is_overdue,
            coalesce(x.is_late, false) as is_late,
            t.due_on <> t.original_due_on as is_moved,
        from tasks as t
        join task_status as x using (as_of, task_id)
        where t.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
    ),
    busiest as (
        select month_on, count(*)::integer as n_busiest,
        from judged
        group by month_on
        order by n_busiest desc, month_on
        limit 1
    )
select
    j.as_of,
    count(*)::integer as n_tasks,
    b.month_on as busiest_month_on,
    b.n_busiest,
    count(*) filter (where j.is_overdue)::integer as n_overdue,
    count(*) filter (where j.is_late)::integer as n_late,
    count(*) filter (where j.is_moved)::integer as n_moved,
from judged as j
cross join busiest as b
group by j.as_of, b.month_on, b.n_busiest
