-- What became of each forecast and of its range, as known on the as-of date?
--
-- Grain: as_of, target_id, made_on, horizon
-- Columns: as_of, target_id, made_on, horizon, measured_on, value, outcome_on, outcome,
-- forecast_low, forecast_mid, forecast_high, needed, is_reaching_said, is_reaching, is_hit,
-- is_inside
-- Kept: no, or every date would repeat all scores before it
-- The range is the one that was given when the forecast was made, carried to the day of the
-- outcome. is_inside: the outcome lies in it. Both ends and is_inside are null where none was
-- given.
with
    ranged as (
        select
            o.*,
            round(o.forecast_mid - f.miss_limit * abs(o.needed - o.value), 9) as low,
            round(o.forecast_mid + f.miss_limit * abs(o.needed - o.value), 9) as high,
        from known_outcomes as o
        join forecast_history as f on f.as_of = o.made_on and f.target_id = o.target_id
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
    case
        when low is not null and basis = 'flow' then greatest(low, value) else low
    end as forecast_low,
    forecast_mid,
    case
        when high is not null and basis = 'flow' then greatest(high, value) else high
    end as forecast_high,
    needed,
    is_reaching_said,
    is_reaching,
    is_hit,
    round(outcome, 9) between forecast_low and forecast_high as is_inside,
from ranged
