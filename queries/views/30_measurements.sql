-- Which measured values of each target were known on each as-of date?
--
-- Grain: as_of, target_id, measured_on
-- Columns: as_of, target_id, measured_on, value, reported_as_of
-- A value reported again for the same day replaces the earlier one. A carried value is not a
-- measurement.
select
    s.as_of,
    v.target_id,
    v.measured_on,
    max_by(v.value, v.as_of) as value,
    max(v.as_of) as reported_as_of,
from target_values as v
join snapshots as s on v.as_of <= s.as_of
where not v.is_carried_forward and v.value is not null and v.measured_on is not null
group by s.as_of, v.target_id, v.measured_on
