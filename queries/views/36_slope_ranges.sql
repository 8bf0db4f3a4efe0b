-- How fast did each target move between any two measurements, of those with a forecast?
--
-- Grain: as_of, target_id
-- Params: forecast_low_share, forecast_high_share
-- Columns: as_of, target_id, slope_low, slope_mid, slope_high, reaching_share
-- One slope per day for each pair of measured days: their median (Theil 1950, Sen 1968), and the
-- quantiles that the plan's two shares ask for (linear interpolation). reaching_share is the share
-- of the slopes that, from the newest measurement on, meet the target in time. The shares are
-- parameters because a quantile takes no column; they are those of the view plan.
with
    moved as (
        select
            n.as_of,
            n.target_id,
            (b.value - a.value) / nullif(b.measured_on - a.measured_on, 0) as slope,
            n.newest_value,
            g.due_on - n.newest_on as days_left,
            g.side,
            g.met_from,
        from newest_values as n
        join targets as g using (as_of, target_id)
        join measurements as a using (as_of, target_id)
        join
            measurements as b
            on b.as_of = n.as_of
            and b.target_id = n.target_id
            and b.measured_on > a.measured_on
        where n.has_forecast
    ),
    ranged as (
        select
            as_of,
            target_id,
            quantile_cont(slope, [$forecast_low_share, 0.5, $forecast_high_share]) as slopes,
            avg(
                (side * round(newest_value + slope * days_left, 9) >= side * met_from)::integer
            ) as reaching_share,
        from moved
        group by as_of, target_id
    )
select
    as_of,
    target_id,
    slopes[1] as slope_low,
    slopes[2] as slope_mid,
    slopes[3] as slope_high,
    reaching_share,
from ranged
