-- How far are the targets of each pillar, beside how far they should be?
--
-- Grain: pillar_id
-- Params: as_of, lang
-- Columns: pillar_id, name, attainment_share, expected_share, n_measured, n_targets, n_met,
-- worst_status
-- Means over the targets of the pillar's tasks that have an attainment (n_measured of n_targets),
-- clipped to 0-1, and of the expected shares of the same targets. worst_status is its worst
-- task's; the pillar has none of its own.
with
    by_target as (
        select
            g.pillar_id,
            avg(greatest(0, least(1, p.attainment_share))) filter (
                where p.attainment_share is not null
            ) as attainment_share,
            avg(p.expected_share) as expected_share,
            count(p.attainment_share)::integer as n_measured,
            count(*)::integer as n_targets,
            count(*) filter (where x.status = 'done')::integer as n_met,
        from targets as g
        join target_progress as p using (as_of, target_id)
        join target_status as x using (as_of, target_id)
        where g.as_of = $as_of and g.task_id is not null
        group by g.pillar_id
    ),
    by_task as (
        select t.pillar_id, min_by(x.status, s.severity) as worst_status,
        from tasks as t
        join task_status as x using (as_of, task_id)
        join statuses as s using (as_of, status)
        where t.as_of = $as_of
        group by t.pillar_id
    )
select
    l.pillar_id,
    l.short[$lang] as name,
    b.attainment_share,
    b.expected_share,
    coalesce(b.n_measured, 0) as n_measured,
    coalesce(b.n_targets, 0) as n_targets,
    coalesce(b.n_met, 0) as n_met,
    k.worst_status,
from pillars as l
left join by_target as b using (pillar_id)  -- null: no target in this pillar
left join by_task as k using (pillar_id)  -- null: no task in this pillar
where l.as_of = $as_of
order by l.pillar_id
