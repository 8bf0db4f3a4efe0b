-- Which unit goes on for each unit?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, heir_id, since_on
-- heir_id is the last of those that succeeded it, since_on the day on which the unit itself was
-- succeeded. A unit that was not is its own heir, with a null since_on.
with
    succeeded as (
        select as_of, ancestor_id, min(until_on) as since_on,
        from unit_lines
        where until_on is not null
        group by as_of, ancestor_id
    )
select l.as_of, l.ancestor_id as unit_id, l.unit_id as heir_id, l.until_on as since_on,
from unit_lines as l
left join succeeded as s on s.as_of = l.as_of and s.ancestor_id = l.unit_id  -- null: it goes on
where s.since_on is null
