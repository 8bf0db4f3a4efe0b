-- Which measures does a unit lead or take part in?
--
-- Grain: measure_id
-- Params: as_of, lang, unit_id
-- Columns: measure_id, measure, role, pillar_id, pillar, lead_unit_id, lead_unit, n_tasks
-- Led measures first. n_tasks counts the measure's tasks this year, of whichever unit.
select
    m.measure_id,
    m.title[$lang] as measure,
    w.role,
    m.pillar_id,
    l.short[$lang] as pillar,
    m.lead_unit_id,
    u.unit[$lang] as lead_unit,
    (
        select count(*) from tasks as t where t.as_of = m.as_of and t.measure_id = m.measure_id
    )::integer as n_tasks,
from measure_units as w
join measures as m using (as_of, measure_id)
join pillars as l on l.as_of = m.as_of and l.pillar_id = m.pillar_id
join units as u on u.as_of = m.as_of and u.unit_id = m.lead_unit_id
where w.as_of = $as_of and w.unit_id = $unit_id
order by w.role, m.measure_id
