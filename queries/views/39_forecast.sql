-- Where will each target stand at its deadline if it goes on as it did, and how sure is that?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, n_measurements, forecast_low, forecast_mid, forecast_high,
-- forecast_best, is_forecast_short, reaching_share, required_per_week, recent_per_week, miss_limit
-- The median slope carried on from the newest measurement. miss_limit is the share of the way that
-- the plan's share of the forecasts four weeks ahead has missed by at most, of those of all targets
-- whose outcome is known; of n of them the one in place ceil((n + 1) x share). low and high lie
-- that share of the way to go from the middle; what a flow has counted, it keeps. best is the
-- better of the two, and is_forecast_short: even that does not meet the target. All four and
-- miss_limit are null (is_forecast_short: false) without a range: for few to reach, a target that
-- is met, and until outcomes of enough targets are known. No row: too few measurements, a rank, or
-- a deadline that is not ahead. recent_per_week is null where nothing was measured in the weeks
-- before the newest value.
with
    placed as (
        select
            as_of,
            miss_share,
            row_number() over (partition by as_of order by miss_share) as place,
            count(*) over (partition by as_of) as n_missed,
        from known_outcomes
        where horizon = 'four_weeks' and miss_share is not null
    ),
    known as (
        select as_of, count(distinct target_id) as n_targets,
        from known_outcomes
        where horizon = 'four_weeks' and miss_share is not null
        group by as_of
    ),
    limits as (
        select as_of, min(d.miss_share) as miss_limit,
        from placed as d
        join known as k using (as_of)
        join plan as p using (as_of)
        where
            k.n_targets >= p.forecast_targets
            and d.place >= round((d.n_missed + 1) * p.forecast_share, 9)
        group by as_of
    ),
    ranged as (
        select
            f.*,
            f.newest_value + f.slope_mid * f.days_left as forecast_mid,
            l.miss_limit,
            l.miss_limit * abs(f.met_from - f.newest_value) as reach,
        from median_forecasts as f
        left join limits as l on l.as_of = f.as_of and not f.is_met and not f.is_few  -- null: no range
    ),
    cut as (
        select
            *,
            case
                when miss_limit is null
                then null
                when basis = 'flow'
                then greatest(forecast_mid - reach, newest_value)
                else forecast_mid - reach
            end as forecast_low,
            case
                when miss_limit is null
                then null
                when basis = 'flow'
                then greatest(forecast_mid + reach, newest_value)
                else forecast_mid + reach
            end as forecast_high,
        from ranged
    )
select
    c.as_of,
    c.target_id,
    n.n_measurements,
    c.forecast_low,
    c.forecast_mid,
    c.forecast_high,
    case when c.side = 1 then c.forecast_high else c.forecast_low end as forecast_best,
    coalesce(c.side * round(forecast_best, 9) < c.side * c.met_from, false) as is_forecast_short,
    c.reaching_share,
    7 * (g.target_value - c.newest_value) / nullif(c.days_left, 0) as required_per_week,
    p.recent_per_week,
    c.miss_limit,
from cut as c
join newest_values as n using (as_of, target_id)
join targets as g using (as_of, target_id)
left join recent_paces as p using (as_of, target_id)  -- null: nothing measured in those weeks
