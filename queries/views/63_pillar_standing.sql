-- How do the tasks of each pillar stand, and what may its dial say?
--
-- Grain: as_of, plan_year, pillar_id
-- Columns: as_of, plan_year, pillar_id, n_tasks, n_attention, worst_status, dial_status
-- All years together have a null plan_year; a pillar without tasks has no row. worst_status is that
-- of the worst task; the pillar has none of its own. dial_status is what the deviation of its
-- targets amounts to; it is null without one, and where it would say on_track of a pillar with a
-- task that is behind or overdue.
with
    counted as (
        select
            x.as_of,
            x.plan_year,
            x.pillar_id,
            count(*)::integer as n_tasks,
            count(*) filter (where s.is_attention)::integer as n_attention,
            min_by(x.status, s.severity) as worst_status,
            count(*) filter (where x.status in ('behind', 'overdue'))::integer as n_failing,
        from task_status as x
        join statuses as s using (as_of, status)
        group by grouping sets ((x.as_of, x.pillar_id), (x.as_of, x.plan_year, x.pillar_id))
    )
select
    c.as_of,
    c.plan_year,
    c.pillar_id,
    c.n_tasks,
    c.n_attention,
    c.worst_status,
    case when c.n_failing = 0 or p.time_status <> 'on_track' then p.time_status end as dial_status,
from counted as c
left join
    pillar_progress as p  -- null: no target in this pillar
    on p.as_of = c.as_of
    and p.pillar_id = c.pillar_id
    and p.plan_year is not distinct from c.plan_year
