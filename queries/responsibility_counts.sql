-- How many units are named, lead measures, or answer for tasks?
--
-- Grain: as_of
-- Params: as_of, plan_year
-- Columns: as_of, n_units, n_leads, n_responsible
-- n_units counts those that go on, n_leads those of them that lead a measure, n_responsible the
-- units that have a task of the plan year, of any where that is null.
with
    leads as (select distinct unit_id, from measure_roles where as_of = $as_of and role = 'lead'),
    responsible as (
        select distinct unit_id,
        from tasks
        where as_of = $as_of and ($plan_year is null or plan_year = $plan_year)
    )
select
    u.as_of,
    count(*) filter (where h.since_on is null)::integer as n_units,
    count(l.unit_id)::integer as n_leads,
    count(r.unit_id)::integer as n_responsible,
from units as u
join heirs as h using (as_of, unit_id)
left join leads as l using (unit_id)  -- null: leads no measure
left join responsible as r using (unit_id)  -- null: answers for no task
where u.as_of = $as_of
group by u.as_of
