-- How many tasks have which status, in all plans and in those with the lowest scores?
--
-- Grain: scope_id, status
-- Params: lang, n_most
-- Columns: scope_id, scope, plan, status, n_tasks, n_tasks_before, difference, scope_n_tasks,
-- is_attention
-- scope_id 0 is all plans together, and its scope and plan are null; the others are the n_most
-- plans with the lowest scores, numbered from the lowest; all of them where n_most is null.
-- n_tasks_before and difference are over the plans that have a snapshot before, null where none
-- has. Statuses in the order of the roll-ups, worst first.
with
    counted as (
        select
            s.worst_first as scope_id,
            n.plan_name[$lang] as scope,
            c.plan,
            c.status,
            c.is_attention,
            c.n_tasks,
            c.n_tasks_before,
            p.n_tasks as scope_n_tasks,
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
            is_attention,
            sum(n_tasks)::integer as n_tasks,
            sum(n_tasks_before)::integer as n_tasks_before,
            (select sum(n_tasks), from rollups.plans)::integer as scope_n_tasks,
            sum(n_tasks - n_tasks_before)::integer as difference,
        from counted
        group by status, is_attention
    ),
    listed as (
        select
            scope_id,
            scope,
            plan,
            status,
            is_attention,
            n_tasks,
            n_tasks_before,
            scope_n_tasks,
            difference,
        from together
        union all
        select
            scope_id,
            scope,
            plan,
            status,
            is_attention,
            n_tasks,
            n_tasks_before,
            scope_n_tasks,
            n_tasks - n_tasks_before,
        from counted
        where $n_most is null or scope_id <= $n_most
    )
select
    l.scope_id,
    l.scope,
    l.plan,
    l.status,
    l.n_tasks,
    l.n_tasks_before,
    l.difference,
    l.scope_n_tasks,
    l.is_attention,
from listed as l
order by
    l.scope_id,
    list_position(['overdue', 'behind', 'stale', 'at_risk', 'on_track', 'done'], l.status)
