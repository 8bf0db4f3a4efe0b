-- Which plan years are there, and with which snapshot was each closed?
--
-- Grain: as_of, plan_year
-- Columns: as_of, plan_year, starts_on, ends_on, n_tasks, final_on, final_as_of
-- A year runs from the start of its first task to its last deadline. final_on is the day on which
-- the office closed it, and final_as_of the snapshot that holds its final state, the first from
-- that day on; both are null for a year that is open. Tasks of closed years are in no later
-- snapshot's figures.
with
    closed as (
        select
            y.as_of,
            y.plan_year,
            any_value(y.final_on) as final_on,
            coalesce(
                min(case when s.as_of >= y.final_on then s.as_of end), any_value(y.as_of)
            ) as final_as_of,
        from published.closed_years as y
        join published.snapshots as s on s.as_of <= y.as_of
        where y.is_current and y.final_on <= y.as_of
        group by y.as_of, y.plan_year
    )
select
    t.as_of,
    t.plan_year,
    min(t.starts_on) as starts_on,
    max(t.due_on) as ends_on,
    count(*)::integer as n_tasks,
    any_value(c.final_on) as final_on,
    any_value(c.final_as_of) as final_as_of,
from published.tasks as t
anti join withdrawn as w on w.as_of = t.as_of and w.object = 'tasks' and w.id = t.task_id
left join closed as c on c.as_of = t.as_of and c.plan_year = t.plan_year  -- null: not closed
where t.is_current
group by t.as_of, t.plan_year
