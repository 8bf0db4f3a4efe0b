-- How many tasks have which status, now and at the previous snapshot?
--
-- Grain: scope_id, status
-- Params: as_of, plan_year, lang
-- Columns: scope_id, scope, status, n_tasks, n_tasks_before, difference, scope_n_tasks,
-- is_attention
-- A null plan_year means all years. scope_id 0 is the whole plan, and its scope is null; any other
-- is a pillar. n_tasks_before and difference are null at the first snapshot. Worst status first.
with
    judged as (
        select t.pillar_id, x.status, x.status_before,
        from task_status as x
        join tasks as t using (as_of, task_id)
        where x.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
    ),
    scopes as (
        select 0 as scope_id, null::varchar as scope,
        union all
        select l.pillar_id, l.short[$lang],
        from pillars as l
        where as_of = $as_of
    ),
    counted as (
        select
            c.scope_id,
            c.scope,
            s.status,
            s.severity,
            s.is_attention,
            count(*) filter (where j.status = s.status)::integer as n_tasks,
            count(*) filter (where j.status_before = s.status)::integer as n_tasks_before,
            count(j.status)::integer as scope_n_tasks,
        from scopes as c
        cross join statuses as s
        left join judged as j on c.scope_id in (0, j.pillar_id)  -- null: a pillar without tasks
        where s.as_of = $as_of
        group by all
    )
select
    c.scope_id,
    c.scope,
    c.status,
    c.n_tasks,
    case when n.previous_as_of is not null then c.n_tasks_before end as n_tasks_before,
    case when n.previous_as_of is not null then c.n_tasks - c.n_tasks_before end as difference,
    c.scope_n_tasks,
    c.is_attention,
from counted as c
join snapshots as n on n.as_of = $as_of
order by c.scope_id, c.severity
