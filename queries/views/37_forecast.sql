-- Where will each target stand at its deadline if it goes on as it did?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, n_measurements, forecast_low, forecast_mid, forecast_high,
-- forecast_best, is_forecast_short, reaching_share, required_per_week, recent_per_week,
-- newest_value, newest_on, days_left, slope_low, slope_mid, slope_high
-- The median of the pairwise slopes carried on from the newest measurement; low and high are the
-- same with the slopes' lower and upper quantiles, best is the better of the two. No row: too few
-- measurements, a rank, or a deadline that is not ahead. is_forecast_short: even the best does not
-- meet the target. Slopes are per day. recent_per_week is null where nothing was measured in the
-- weeks before the newest value.
with
    placed as (
        select
            r.*,
            n.n_measurements,
            n.newest_value,
            n.newest_on,
            g.due_on - n.newest_on as days_left,
            g.side,
            g.target_value,
            g.met_from,
        from slope_ranges as r
        join newest_values as n using (as_of, target_id)
        join targets as g using (as_of, target_id)
    ),
    ranged as (
        select
            *,
            newest_value + slope_low * days_left as forecast_low,
            newest_value + slope_mid * days_left as forecast_mid,
            newest_value + slope_high * days_left as forecast_high,
            case when side = 1 then forecast_high else forecast_low end as forecast_best,
        from placed
    )
select
    r.as_of,
    r.target_id,
    r.n_measurements,
    r.forecast_low,
    r.forecast_mid,
    r.forecast_high,
    r.forecast_best,
    r.side * round(r.forecast_best, 9) < r.side * r.met_from as is_forecast_short,
    r.reaching_share,
    7 * (r.target_value - r.newest_value) / nullif(r.days_left, 0) as required_per_week,
    p.recent_per_week,
    r.newest_value,
    r.newest_on,
    r.days_left,
    r.slope_low,
    r.slope_mid,
    r.slope_high,
from ranged as r
left join recent_paces as p using (as_of, target_id)  -- null: nothing measured in those weeks
