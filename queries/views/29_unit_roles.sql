-- In how many measures does a unit lead or take part?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, n_led, n_participating
-- Only units that have a role in one.
select
    as_of,
    unit_id,
    count(*) filter (where role = 'lead')::integer as n_led,
    count(*) filter (where role = 'participating')::integer as n_participating,
from measure_roles
group by as_of, unit_id
