-- How many tasks fall due in each month, and how do those stand?
--
-- Grain: month_on
-- Params: as_of, plan_year
-- Columns: month_on, n_falling_due, n_done, n_done_early, n_late, n_overdue, n_open, n_moved_away
-- month_on is the first day of a month in which a task falls due, as in task_status, or was first
-- due and is no longer. n_falling_due is the sum of n_done, n_overdue and n_open. n_done_early
-- counts the done ones whose deadline is not yet there, n_late those finished after their original
-- deadline. n_moved_away counts the tasks first due in that month and since moved to another. A
-- null plan_year means all. In the order of the months.
with
    judged as (
        select
            date_trunc('month', x.falls_due_on)::date as month_on,
            case
                when date_trunc('month', t.original_due_on) <> date_trunc('month', t.due_on)
                then date_trunc('month', t.original_due_on)::date
            end as moved_from_on,
            x.status,
            x.is_late,
            x.due_state,
        from tasks as t
        join task_status as x using (as_of, task_id)
        where t.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
    ),
    months as (
        select month_on,
        from judged
        union
        select moved_from_on,
        from judged
        where moved_from_on is not null
    )
select
    m.month_on,
    count(*) filter (where j.month_on = m.month_on)::integer as n_falling_due,
    count(*) filter (where j.month_on = m.month_on and j.status = 'done')::integer as n_done,
    count(*) filter (where j.month_on = m.month_on and j.due_state = 'done_early')::integer
    as n_done_early,
    count(*) filter (where j.month_on = m.month_on and j.is_late)::integer as n_late,
    count(*) filter (where j.month_on = m.month_on and j.status = 'overdue')::integer as n_overdue,
    count(*) filter (where j.month_on = m.month_on and j.status not in ('done', 'overdue'))::integer
    as n_open,
    count(*) filter (where j.moved_from_on = m.month_on)::integer as n_moved_away,
from months as m
join judged as j on m.month_on in (j.month_on, j.moved_from_on)
group by m.month_on
order by m.month_on
