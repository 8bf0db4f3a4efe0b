-- What value was last reported of each target?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, value, measured_on, note, is_carried_forward, return_sha256
-- value is null where none was ever reported; it is never zero for want of a figure.
select as_of, target_id, value, measured_on, note, is_carried_forward, return_sha256,
from published.target_values
where is_current
