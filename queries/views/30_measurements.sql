-- Which measured values of each target were known on the as-of date?
--
-- Grain: as_of, target_id, measured_on
-- Columns: as_of, target_id, measured_on, value, reported_as_of
-- Kept: no, or every date would repeat all values before it
-- A value reported again for the same day replaces the earlier one.
select
    s.as_of,
    v.target_id,
    v.measured_on,
    max_by(v.value, v.as_of) as value,
    max(v.as_of) as reported_as_of,
from reported_values_history as v
join snapshots as s on v.as_of <= s.as_of
group by s.as_of, v.target_id, v.measured_on
