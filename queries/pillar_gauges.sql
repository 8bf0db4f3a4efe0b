-- How far are the targets of each pillar, beside how far they should be?
--
-- Grain: pillar_id
-- Params: as_of, lang
-- Columns: pillar_id, name, attainment_share, expected_share, n_measured, n_targets, n_met,
-- worst_status
-- Means over those targets of the pillar's tasks that have an attainment (n_measured of n_targets),
-- cut to 0-1, and of the expected shares of the same targets; null where none has. worst_status is
-- that of the worst task, null without tasks; the pillar has none of its own.
with
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
left join pillar_progress as b using (as_of, pillar_id)  -- null: no target in this pillar
left join by_task as k using (pillar_id)  -- null: no task in this pillar
where l.as_of = $as_of
order by l.pillar_id
