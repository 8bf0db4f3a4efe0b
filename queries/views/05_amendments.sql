-- What of the register was changed, by whom, and why?
--
-- Grain: as_of, object, id, field, decided_on
-- Columns: as_of, object, id, field, old_value, new_value, decided_on, authority, reason
-- Values as text, as the register would write them.
select as_of, object, id, field, old_value, new_value, decided_on, authority, reason,
from published.amendments
where is_current
