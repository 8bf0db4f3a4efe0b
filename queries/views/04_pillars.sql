-- What pillars does the plan have?
--
-- Grain: as_of, pillar_id
-- Columns: as_of, pillar_id, title, short
-- title and short hold both languages.
select
    as_of,
    pillar_id,
    map{'zh':title_zh, 'en':title_en} as title,
    map{'zh':short_zh, 'en':short_en} as short,
from published.pillars
where is_current
