-- Which units were succeeded by others?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, successor_id, kind, since_on, authority, reason
-- Only those in force by the as-of date. kind says whether the unit was renamed, merged with others
-- or replaced; since_on is the first day of the successor.
select as_of, unit_id, successor_id, kind, since_on, authority, reason,
from published.successions
where is_current and since_on <= as_of
