-- How many units are named, lead measures, or answer for tasks?
--
-- Grain: as_of
-- Params: as_of
-- Columns: as_of, n_units, n_leads, n_responsible
-- n_leads counts the units that lead a measure, n_responsible those that have a task.
select
    u.as_of,
    count(*)::integer as n_units,
    count(*) filter (
        where u.unit_id in (select lead_unit_id from measures where as_of = $as_of)
    )::integer as n_leads,
    count(*) filter (where u.unit_id in (select unit_id from tasks where as_of = $as_of))::integer
    as n_responsible,
from units as u
where u.as_of = $as_of
group by u.as_of
