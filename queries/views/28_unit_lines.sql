-- Which units came before each unit, and until when?
--
-- Grain: as_of, unit_id, ancestor_id
-- Columns: as_of, unit_id, ancestor_id, until_on
-- Each unit is its own ancestor, with a null until_on; the others are those it succeeded by the
-- as-of date, directly or through at most two more, each with the day on which it was succeeded.
with
    twice as (
        select f.as_of, f.unit_id, n.successor_id, f.since_on,
        from successions as f
        join successions as n on n.as_of = f.as_of and n.unit_id = f.successor_id
    ),
    thrice as (
        select f.as_of, f.unit_id, n.successor_id, f.since_on,
        from twice as f
        join successions as n on n.as_of = f.as_of and n.unit_id = f.successor_id
    )
select as_of, unit_id, unit_id as ancestor_id, null::date as until_on,
from units
union all
select as_of, successor_id, unit_id, since_on,
from successions
union all
select as_of, successor_id, unit_id, since_on,
from twice
union all
select as_of, successor_id, unit_id, since_on,
from thrice
