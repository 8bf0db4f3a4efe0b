-- What units does the plan name?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, unit, kind
-- unit holds the name in both languages.
select as_of, unit_id, map{'zh':name_zh, 'en':name_en} as unit, kind,
from published.units
where is_current
