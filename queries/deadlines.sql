-- How many tasks fall due in each month, and how do those stand?
--
-- Grain: month_on
-- Params: as_of
-- Columns: month_on, n_falling_due, n_done, n_late, n_overdue, n_open, n_moved_away
-- month_on is the first day of a month in which a task is or was first due. n_moved_away counts the
-- tasks first due in that month and since moved to another. n_late counts the done ones that were
-- finished after their original deadline. In the order of the months.
with
    judged as (
        select
            date_trunc('month', t.due_on)::date as month_on,
            date_trunc('month', t.original_due_on)::date as original_month_on,
            x.status,
            x.is_late,
        from tasks as t
        join task_status as x using (as_of, task_id)
        where t.as_of = $as_of
    ),
    months as (
        select month_on,
        from judged
        union
        select original_month_on,
        from judged
    )
select
    m.month_on,
    count(*) filter (where j.month_on = m.month_on)::integer as n_falling_due,
    count(*) filter (where j.month_on = m.month_on and j.status = 'done')::integer as n_done,
    count(*) filter (where j.month_on = m.month_on and j.is_late)::integer as n_late,
    count(*) filter (where j.month_on = m.month_on and j.status = 'overdue')::integer as n_overdue,
    count(*) filter (where j.month_on = m.month_on and j.status not in ('done', 'overdue'))::integer
    as n_open,
    count(*) filter (where j.original_month_on = m.month_on and j.month_on <> m.month_on)::integer
    as n_moved_away,
from months as m
join judged as j on m.month_on in (j.month_on, j.original_month_on)
group by m.month_on
order by m.month_on
