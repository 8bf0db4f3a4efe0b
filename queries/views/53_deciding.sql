-- Which task and which target decide how a task, target, measure, pillar or unit stands?
--
-- Grain: as_of, plan_year, kind, id
-- Columns: as_of, plan_year, kind, id, task_id, target_id, n_tasks, n_attention
-- A task rests on its worst target; a measure, a pillar and a unit, which have no status, on the
-- worst of their tasks, with how many tasks they have and how many need attention. Worst: by
-- severity, then the longest overdue, the furthest behind, the plan's order. target_id is null for
-- a milestone, task_id for a measure's target, the counts for a task and a target. All years
-- together have a null plan_year; a task and a target stand only there.
with
    judged as (
        select
            t.as_of,
            t.task_id,
            x.worst_target_id,
            t.plan_year,
            t.measure_id,
            t.pillar_id,
            t.unit_id,
            s.is_attention,
            row_number() over (
                partition by t.as_of
                order by
                    s.severity,
                    case when x.status = 'overdue' then x.deciding_due_on end,
                    x.deviation_points nulls last,
                    t.plan_year,
                    t.item_no
            ) as place,
        from tasks as t
        join task_status as x using (as_of, task_id)
        join statuses as s using (as_of, status)
    ),
    listed as (
        select
            as_of,
            plan_year,
            unnest(['measure', 'pillar', 'unit']) as kind,
            unnest([measure_id::varchar, pillar_id::varchar, unit_id]) as id,
            is_attention,
            place,
        from judged
    ),
    counted as (
        select
            as_of,
            plan_year,
            kind,
            id,
            min(place) as place,
            count(*)::integer as n_tasks,
            count(*) filter (where is_attention)::integer as n_attention,
        from listed
        group by grouping sets ((as_of, kind, id), (as_of, plan_year, kind, id))
    )
select
    as_of,
    null::integer as plan_year,
    'task' as kind,
    task_id as id,
    task_id,
    worst_target_id as target_id,
    null as n_tasks,
    null as n_attention,
from judged
union all
select as_of, null, 'target', target_id, task_id, target_id, null, null,
from targets
union all
select c.as_of, c.plan_year, c.kind, c.id, j.task_id, j.worst_target_id, c.n_tasks, c.n_attention,
from counted as c
join judged as j using (as_of, place)
