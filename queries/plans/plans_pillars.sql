-- How far are the targets of each plan's pillars, beside how far they should be?
--
-- Grain: plan, pillar_id
-- Params: lang
-- Columns: plan, plan_name, pillar_id, pillar, attainment_share, expected_share, n_measured,
-- n_targets, as_of, data_kind
-- As in pillar_gauges of each plan, the plan with the lowest score first. Pillars are each plan's
-- own.
select
    p.plan,
    n.plan_name[$lang] as plan_name,
    g.pillar_id,
    case $lang when 'zh' then g.short_zh else g.short_en end as pillar,
    g.attainment_share,
    g.expected_share,
    g.n_measured,
    g.n_targets,
    p.as_of,
    p.kind as data_kind,
from rollups.plans as p
join rollups.pillars as g using (plan)
join plan_names as n using (plan)
join plan_standing as s using (plan)
order by s.worst_first, g.pillar_id
