-- What was forecast of each target, and what came of it?
--
-- Grain: target_id, made_on, horizon
-- Params: as_of, lang, target_id
-- Columns: target_id, name, made_on, horizon, measured_on, value, outcome_on, outcome,
-- forecast_low, forecast_mid, forecast_high, needed, is_reaching_said, is_reaching, is_hit,
-- is_inside
-- A null target_id means all. Both ends of the range and is_inside are null where none was given.
-- Only outcomes known on the as-of date, as in the view forecast_scores. By target, then by
-- horizon, the oldest first.
select
    s.target_id,
    g.target[$lang] as name,
    s.made_on,
    s.horizon,
    s.measured_on,
    s.value,
    s.outcome_on,
    s.outcome,
    s.forecast_low,
    s.forecast_mid,
    s.forecast_high,
    s.needed,
    s.is_reaching_said,
    s.is_reaching,
    s.is_hit,
    s.is_inside,
from forecast_scores as s
join targets as g using (as_of, target_id)
where s.as_of = $as_of and ($target_id is null or s.target_id = $target_id)
order by g.sort_key, s.target_id, s.horizon, s.made_on
