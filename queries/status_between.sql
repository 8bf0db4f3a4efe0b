-- How many tasks had which status at two snapshots?
--
-- Grain: scope_id, status
-- Params: as_of, since
-- Columns: scope_id, scope, status, n_tasks, n_tasks_before, scope_n_tasks
-- scope_id 1 is the earlier snapshot, 2 the later; scope is its date. n_tasks_before is the
-- earlier one's count beside the later, null for the earlier itself.
with
    counted as (
        select
            s.as_of,
            s.status,
            s.severity,
            count(x.task_id)::integer as n_tasks,
            sum(count(x.task_id)) over (partition by s.as_of)::integer as scope_n_tasks,
        from statuses as s
        left join task_status as x using (as_of, status)  -- null: no task has it
        where s.as_of in ($since, $as_of)
        group by s.as_of, s.status, s.severity
    )
select
    row_number() over (partition by status order by as_of)::integer as scope_id,
    as_of::varchar as scope,
    status,
    n_tasks,
    lag(n_tasks) over (partition by status order by as_of) as n_tasks_before,
    scope_n_tasks,
from counted
order by scope_id, severity
