-- Which unit is a form for, and when is it due?
--
-- Grain: unit_id
-- Params: as_of, lang, unit_id
-- Columns: unit_id, unit, period_ends_on, return_due_on, is_demo
-- is_demo: the form belongs to a demonstration and continues it.
select
    u.unit_id,
    u.unit[$lang] as unit,
    u.as_of as period_ends_on,
    p.return_due_on,
    s.kind = 'demo' as is_demo,
from units as u
join plan as p using (as_of)
join snapshots as s using (as_of)
where u.as_of = $as_of and u.unit_id = $unit_id
