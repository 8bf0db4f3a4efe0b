-- How far are the targets of each pillar, beside how far they should be?
--
-- Grain: pillar_id
-- Params: as_of, lang, plan_year
-- Columns: pillar_id, plan_year, name, attainment_share, expected_share, deviation_points,
-- n_measured, n_targets, n_met, dial_status, worst_status, n_tasks, n_attention
-- Means over those targets of the pillar's tasks that have an attainment (n_measured of n_targets),
-- cut to 0-1, and of the expected shares of the same targets; null where none has. dial_status and
-- worst_status as in pillar_standing, null without tasks. n_attention of n_tasks need attention. A
-- null plan_year means all years.
select
    l.pillar_id,
    $plan_year::integer as plan_year,
    l.short[$lang] as name,
    b.attainment_share,
    b.expected_share,
    b.deviation_points,
    coalesce(b.n_measured, 0) as n_measured,
    coalesce(b.n_targets, 0) as n_targets,
    coalesce(b.n_met, 0) as n_met,
    k.dial_status,
    k.worst_status,
    coalesce(k.n_tasks, 0) as n_tasks,
    coalesce(k.n_attention, 0) as n_attention,
from pillars as l
left join
    pillar_progress as b  -- null: no target in this pillar
    on b.as_of = l.as_of
    and b.pillar_id = l.pillar_id
    and b.plan_year is not distinct from $plan_year
left join
    pillar_standing as k  -- null: no task in this pillar
    on k.as_of = l.as_of
    and k.pillar_id = l.pillar_id
    and k.plan_year is not distinct from $plan_year
where l.as_of = $as_of
order by l.pillar_id
