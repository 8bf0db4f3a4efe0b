-- How fast did each target move in the last weeks before its newest measurement?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, recent_per_week
-- From the first value measured within pace_days before the newest one. No row where none was.
select
    s.as_of,
    s.target_id,
    7
    * (s.newest_value - min_by(m.value, m.measured_on))
    / nullif(s.newest_on - min(m.measured_on), 0) as recent_per_week,
from newest_values as s
join plan as p using (as_of)
join
    measurements as m
    on m.as_of = s.as_of
    and m.target_id = s.target_id
    and m.measured_on < s.newest_on
    and m.measured_on >= s.newest_on - p.pace_days
group by s.as_of, s.target_id, s.newest_value, s.newest_on
