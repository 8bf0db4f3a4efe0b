-- Where will each target stand at its deadline if it goes on as it did?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, n_measurements, forecast_low, forecast_mid, forecast_high,
-- forecast_best, is_forecast_short, reaching_share, required_per_week, recent_per_week,
-- newest_value, newest_on, days_left, slope_low, slope_mid, slope_high
-- The median of the pairwise slopes (Theil 1950, Sen 1968) carried on from the newest measurement;
-- low and high are the same with the slopes' lower and upper quantiles (linear interpolation), best
-- is the better of the two. No row: too few measurements, a rank, or a deadline that is not ahead.
-- is_forecast_short: even the best does not meet the target. reaching_share is the share of the
-- slopes that meet it in time. Slopes are per day. recent_per_week is null where nothing was
-- measured in the weeks before the newest value.
with
    placed as (
        select
            s.*,
            g.side,
            g.target_value,
            g.met_from,
            g.due_on - s.newest_on as days_left,
            -- place of each quantile among the sorted slopes, counted from zero
            [
                (len(s.slopes) - 1) * share
                for share in [p.forecast_low_share, 0.5, p.forecast_high_share]
            ] as places,
        from slopes as s
        join targets as g using (as_of, target_id)
        join plan as p using (as_of)
        where s.has_forecast
    ),
    slope_range as (
        select
            *,
            [
                slopes[floor(place)::integer + 1]
                + (place - floor(place))
                * (slopes[ceil(place)::integer + 1] - slopes[floor(place)::integer + 1]) for place
                in places
            ] as quantiles,
            quantiles[1] as slope_low,
            quantiles[2] as slope_mid,
            quantiles[3] as slope_high,
        from placed
    ),
    ranged as (
        select
            *,
            newest_value + slope_low * days_left as forecast_low,
            newest_value + slope_mid * days_left as forecast_mid,
            newest_value + slope_high * days_left as forecast_high,
            case when side = 1 then forecast_high else forecast_low end as forecast_best,
        from slope_range
    ),
    reaching as (
        select
            as_of,
            target_id,
            avg(
                (side * round(newest_value + slope * days_left, 9) >= side * met_from)::integer
            ) as reaching_share,
        from (select *, unnest(slopes) as slope, from placed)
        group by all
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
    e.reaching_share,
    7 * (r.target_value - r.newest_value) / nullif(r.days_left, 0) as required_per_week,
    p.recent_per_week,
    r.newest_value,
    r.newest_on,
    r.days_left,
    r.slope_low,
    r.slope_mid,
    r.slope_high,
from ranged as r
join reaching as e using (as_of, target_id)
left join recent_paces as p using (as_of, target_id)  -- null: nothing measured in those weeks
