-- Which units did a unit succeed, or which one succeeded it?
--
-- Grain: predecessor_id
-- Params: as_of, lang, unit_id
-- Columns: predecessor_id, predecessor, successor_id, successor, succession, since_on, authority,
-- reason
-- Direct successions in force by the as-of date, the latest first.
select
    c.unit_id as predecessor_id,
    p.unit[$lang] as predecessor,
    c.successor_id,
    s.unit[$lang] as successor,
    c.kind as succession,
    c.since_on,
    c.authority,
    c.reason,
from successions as c
join units as p on p.as_of = c.as_of and p.unit_id = c.unit_id
join units as s on s.as_of = c.as_of and s.unit_id = c.successor_id
where c.as_of = $as_of and $unit_id in (c.unit_id, c.successor_id)
order by c.since_on desc, c.unit_id
