-- How many units are named, lead measures, or answer for tasks?
--
-- Grain: as_of
-- Params: as_of
-- Columns: as_of, n_units, n_leads, n_responsible
-- n_leads counts the units that lead a measure, n_responsible those that have a task.
with
    leads as (select distinct lead_unit_id as unit_id, from measures where as_of = $as_of),
    responsible as (select distinct unit_id, from tasks where as_of = $as_of)
select
    u.as_of,
    count(*)::integer as n_units,
    count(l.unit_id)::integer as n_leads,
    count(r.unit_id)::integer as n_responsible,
from units as u
left join leads as l using (unit_id)  -- null: leads no measure
left join responsible as r using (unit_id)  -- null: answers for no task
where u.as_of = $as_of
group by u.as_of
