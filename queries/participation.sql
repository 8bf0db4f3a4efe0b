-- Which measures does a unit lead or take part in?
--
-- Grain: measure_id
-- Params: as_of, lang, unit_id, plan_year
-- Columns: measure_id, measure, role, pillar_id, pillar, lead_unit_id, lead_unit, named_unit_id,
-- named_unit, n_tasks
-- Led measures first. n_tasks counts the measure's tasks of the plan year, of whichever unit, and
-- those of all years where that is null. named_unit_id is the unit that the plan names where that
-- is one the unit succeeded, else null; a unit that was succeeded has no row.
select
    m.measure_id,
    m.title[$lang] as measure,
    w.role,
    m.pillar_id,
    l.short[$lang] as pillar,
    d.unit_id as lead_unit_id,
    u.unit[$lang] as lead_unit,
    n.unit_id as named_unit_id,
    n.unit[$lang] as named_unit,
    (
        select count(*)
        from tasks as t
        where
            t.as_of = m.as_of
            and t.measure_id = m.measure_id
            and ($plan_year is null or t.plan_year = $plan_year)
    )::integer as n_tasks,
from measure_roles as w
join measures as m using (as_of, measure_id)
join pillars as l on l.as_of = m.as_of and l.pillar_id = m.pillar_id
join measure_roles as d on d.as_of = m.as_of and d.measure_id = m.measure_id and d.role = 'lead'
join units as u on u.as_of = m.as_of and u.unit_id = d.unit_id
left join units as n on n.as_of = m.as_of and n.unit_id = w.named_unit_id and n.unit_id <> w.unit_id  -- null: it is named itself
where w.as_of = $as_of and w.unit_id = $unit_id
order by w.role, m.measure_id
