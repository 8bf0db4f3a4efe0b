-- Which values were measured and reported for the first time on the as-of date?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, measured_on, value
-- A carried value is not a measurement.
select as_of, target_id, measured_on, value,
from target_values
where not is_carried_forward and value is not null and measured_on is not null
