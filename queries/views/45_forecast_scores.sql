-- What became of each forecast?
--
-- Grain: as_of, target_id, made_on, horizon
-- Columns: as_of, target_id, made_on, horizon, measured_on, value, outcome_on, outcome,
-- forecast_low, forecast_mid, forecast_high, needed, is_reaching_said, is_reaching, is_hit,
-- is_inside
-- A forecast is carried by its own slopes to the day of its outcome, so nothing is interpolated.
-- needed is the value with which the target is, on that day, on the straight way to being met at
-- its deadline; at the deadline it is the target itself. A hit: forecast and outcome lie on the
-- same side of it. is_inside: the outcome lies in the range.
with
    carried as (
        select
            o.*,
            f.newest_on as measured_on,
            f.newest_value as value,
            g.side,
            round(f.newest_value + f.slope_low * (o.outcome_on - f.newest_on), 9) as forecast_low,
            round(f.newest_value + f.slope_mid * (o.outcome_on - f.newest_on), 9) as forecast_mid,
            round(f.newest_value + f.slope_high * (o.outcome_on - f.newest_on), 9) as forecast_high,
            round(
                f.newest_value
                + (g.met_from - f.newest_value)
                * least(1, (o.outcome_on - f.newest_on) / nullif(f.days_left, 0)),
                9
            ) as needed,
        from forecast_outcomes as o
        join forecast as f on f.as_of = o.made_on and f.target_id = o.target_id
        join targets as g on g.as_of = o.made_on and g.target_id = o.target_id
    )
select
    as_of,
    target_id,
    made_on,
    horizon,
    measured_on,
    value,
    outcome_on,
    outcome,
    forecast_low,
    forecast_mid,
    forecast_high,
    needed,
    side * (forecast_mid - needed) >= 0 as is_reaching_said,
    side * (outcome - needed) >= 0 as is_reaching,
    is_reaching_said = is_reaching as is_hit,
    round(outcome, 9) between forecast_low and forecast_high as is_inside,
from carried
