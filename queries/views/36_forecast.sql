-- Where will each target stand at its deadline if it goes on as it did?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, n_measurements, forecast_low, forecast_mid, forecast_high,
-- is_forecast_short, reaching_share, required_per_week, recent_per_week, newest_value, newest_on,
-- met_from, days_left, slope_low, slope_mid, slope_high
-- Median of the pairwise slopes (Theil 1950, Sen 1968) carried on from the newest measurement; low
-- and high are the same with the slopes' lower and upper quantiles (linear interpolation). No row:
-- too few measurements, a rank, or the deadline is not ahead. reaching_share: share of the slopes
-- that lead to the target in time. Slopes are per day; met_from is the value from which the target
-- is met. recent_per_week is null where nothing was measured in the weeks before the newest value.
with
    slopes as (
        select
            a.as_of,
            a.target_id,
            list_sort(
                list((b.value - a.value) / nullif(b.measured_on - a.measured_on, 0))
            ) as slopes,
        from measurements as a
        join
            measurements as b
            on b.as_of = a.as_of
            and b.target_id = a.target_id
            and b.measured_on > a.measured_on
        group by all
    ),
    newest as (
        select
            as_of,
            target_id,
            count(*) as n_measurements,
            max_by(value, measured_on) as value,
            max(measured_on) as measured_on,
        from measurements
        group by all
    ),
    placed as (
        select
            n.*,
            g.comparator,
            g.target_value,
            case
                when g.comparator = 'about'
                then round((1 - p.about_tolerance) * g.target_value, 9)
                else g.target_value
            end as met_from,
            g.due_on - n.measured_on as days_left,
            s.slopes,
            -- position of each quantile among the sorted slopes, counted from zero
            (len(s.slopes) - 1) * p.forecast_low_share as at_low,
            (len(s.slopes) - 1) * 0.5 as at_mid,
            (len(s.slopes) - 1) * p.forecast_high_share as at_high,
            p.pace_days,
        from newest as n
        join targets as g using (as_of, target_id)
        join slopes as s using (as_of, target_id)
        join plan as p using (as_of)
        where
            n.n_measurements >= p.forecast_minimum
            and g.comparator <> 'rank_within'
            and g.due_on > n.measured_on
            and g.due_on >= n.as_of
    ),
    slope_range as (
        select
            *,
            slopes[floor(at_low)::integer + 1]
            + (at_low - floor(at_low))
            * (slopes[ceil(at_low)::integer + 1] - slopes[floor(at_low)::integer + 1]) as slope_low,
            slopes[floor(at_mid)::integer + 1]
            + (at_mid - floor(at_mid))
            * (slopes[ceil(at_mid)::integer + 1] - slopes[floor(at_mid)::integer + 1]) as slope_mid,
            slopes[floor(at_high)::integer + 1]
            + (at_high - floor(at_high))
            * (
                slopes[ceil(at_high)::integer + 1] - slopes[floor(at_high)::integer + 1]
            ) as slope_high,
        from placed
    ),
    ranged as (
        select
            *,
            value + slope_low * days_left as forecast_low,
            value + slope_mid * days_left as forecast_mid,
            value + slope_high * days_left as forecast_high,
        from slope_range
    ),
    reaching as (
        select
            as_of,
            target_id,
            avg(
                case
                    when comparator = 'at_most'
                    then round(value + slope * days_left, 9) <= met_from
                    else round(value + slope * days_left, 9) >= met_from
                end::integer
            ) as reaching_share,
        from (select *, unnest(slopes) as slope from placed)
        group by all
    ),
    paced as (
        select
            r.as_of,
            r.target_id,
            min_by(m.value, m.measured_on) as earlier_value,
            min(m.measured_on) as earlier_on,
        from ranged as r
        join
            measurements as m
            on m.as_of = r.as_of
            and m.target_id = r.target_id
            and m.measured_on < r.measured_on
            and m.measured_on >= r.measured_on - r.pace_days
        group by all
    )
select
    r.as_of,
    r.target_id,
    r.n_measurements,
    r.forecast_low,
    r.forecast_mid,
    r.forecast_high,
    case
        when r.comparator = 'at_most'
        then round(r.forecast_low, 9) > r.met_from
        else round(r.forecast_high, 9) < r.met_from
    end as is_forecast_short,
    e.reaching_share,
    7 * (r.target_value - r.value) / nullif(r.days_left, 0) as required_per_week,
    7 * (r.value - p.earlier_value) / nullif(r.measured_on - p.earlier_on, 0) as recent_per_week,
    r.value as newest_value,
    r.measured_on as newest_on,
    r.met_from,
    r.days_left,
    r.slope_low,
    r.slope_mid,
    r.slope_high,
from ranged as r
join reaching as e using (as_of, target_id)
left join paced as p using (as_of, target_id)  -- null: nothing measured within pace_days before
