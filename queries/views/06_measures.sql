-- What measures does the plan have, and which unit leads each?
--
-- Grain: as_of, measure_id
-- Columns: as_of, measure_id, pillar_id, title, summary, lead_unit_id, source
-- title and summary hold both languages.
select
    m.as_of,
    m.measure_id,
    m.pillar_id,
    map{'zh':m.title_zh, 'en':m.title_en} as title,
    map{'zh':m.summary_zh, 'en':m.summary_en} as summary,
    l.unit_id as lead_unit_id,
    m.source,
from published.measures as m
join measure_units as l on l.as_of = m.as_of and l.measure_id = m.measure_id and l.role = 'lead'
where m.is_current
