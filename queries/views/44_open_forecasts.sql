-- What was forecast of each target that was not done, and what did its register say?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, newest_on, newest_value, days_left, slope_low, slope_mid, slope_high,
-- due_on, side, met_from
-- What a later date needs to score the forecast.
select
    f.as_of,
    f.target_id,
    f.newest_on,
    f.newest_value,
    f.days_left,
    f.slope_low,
    f.slope_mid,
    f.slope_high,
    g.due_on,
    g.side,
    g.met_from,
from forecast as f
join targets as g using (as_of, target_id)
join target_status as x using (as_of, target_id)
where x.status <> 'done'
