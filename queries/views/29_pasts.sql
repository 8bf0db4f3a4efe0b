-- Which unit is answerable on the as-of date for what each unit did at each snapshot?
--
-- Grain: as_of, past_as_of, past_unit_id
-- Columns: as_of, past_as_of, past_unit_id, unit_id
-- Kept: no, or every date would repeat all dates before it
-- The unit itself; for what was before it was succeeded, its heir.
select
    h.as_of,
    s.as_of as past_as_of,
    h.unit_id as past_unit_id,
    case when s.as_of < h.since_on then h.heir_id else h.unit_id end as unit_id,
from heirs as h
join snapshots_history as s on s.as_of <= h.as_of
