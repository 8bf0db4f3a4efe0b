-- How many tasks have which status, in all plans and in those with the lowest scores?
--
-- Grain: scope_id, status
-- Params: lang, n_most
-- Columns: scope_id, scope, plan, status, n_tasks, n_tasks_before, difference, scope_n_tasks,
-- is_attention, as_of, data_kind
-- scope_id 0 is all plans together, and what names a plan is null; the others are the n_most plans
-- with the lowest scores, numbered from the lowest; all of them where n_most is null.
-- n_tasks_before and difference are over the plans that have a snapshot before, null where none
-- has. Worst status first.
with
    counted as (
        select
            s.worst_first as scope_id,
            n.plan_name[$lang] as scope,
            c.plan,
            c.status,
            c.severity,
            c.n_tasks,
            c.n_tasks_before,
            c.n_tasks - c.n_tasks_before as difference,
            p.n_tasks as scope_n_tasks,
            c.is_attention,
            p.as_of,
            p.kind as data_kind,
        from rollups.statuses as c
        join rollups.plans as p using (plan)
        join plan_names as n using (plan)
        join plan_standing as s using (plan)
    ),
    together as (
        select
            0 as scope_id,
            null as scope,
            null as plan,
            status,
            severity,
            sum(n_tasks)::integer as n_tasks,
            sum(n_tasks_before)::integer as n_tasks_before,
            sum(difference)::integer as difference,
            sum(scope_n_tasks)::integer as scope_n_tasks,
            is_attention,
            null as as_of,
            null as data_kind,
        from counted
        group by status, severity, is_attention
    )
select * exclude (severity),
from
    (
        select *,
        from together
        union all
        select *,
        from counted
        where $n_most is null or scope_id <= $n_most
    )
order by scope_id, severity
