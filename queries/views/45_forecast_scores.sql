-- What became of each forecast?
--
-- Grain: as_of, target_id, made_on, horizon
-- Columns: as_of, target_id, made_on, horizon, measured_on, value, outcome_on, outcome,
-- forecast_low,
-- forecast_mid, forecast_high, needed, is_reaching_said, is_reaching, is_hit, is_inside
-- A forecast made on made_on is carried by the slopes of its view to the day of its outcome: the
-- first measurement from 28 days later (four_weeks) or from the deadline on (deadline), at most 7
-- days after that, as known on as_of. So nothing is interpolated. needed: the value with which the
-- target is, on that day, on the straight way to being met at its deadline; at the deadline it is
-- the target itself. Hit: forecast and outcome lie on the same side of it. Not scored: targets done
-- when the forecast was made, and forecasts repeated without a new measurement.
with
    made as (
        select
            f.* rename(newest_value as value, newest_on as measured_on),
            f.as_of as made_on,
            g.due_on,
            g.comparator,
        from forecast as f
        join targets as g using (as_of, target_id)
        join target_status as x using (as_of, target_id)
        where x.status <> 'done'
        qualify row_number() over (partition by f.target_id, f.newest_on order by f.as_of) = 1
    ),
    aimed as (
        select *, 'four_weeks' as horizon, made_on + 28 as aimed_on,
        from made
        where made_on + 28 <= due_on
        union all
        select *, 'deadline', due_on,
        from made
    ),
    outcomes as (
        select
            m.as_of,
            a.target_id,
            a.made_on,
            a.horizon,
            min(m.measured_on) as outcome_on,
            min_by(m.value, m.measured_on) as outcome,
        from aimed as a
        join
            measurements as m
            on m.target_id = a.target_id
            and m.as_of > a.made_on
            and m.measured_on between a.aimed_on and a.aimed_on + 7
        group by all
    ),
    carried as (
        select
            o.*,
            a.measured_on,
            a.value,
            case when a.comparator = 'at_most' then -1 else 1 end as side,
            round(a.value + a.slope_low * (o.outcome_on - a.measured_on), 9) as forecast_low,
            round(a.value + a.slope_mid * (o.outcome_on - a.measured_on), 9) as forecast_mid,
            round(a.value + a.slope_high * (o.outcome_on - a.measured_on), 9) as forecast_high,
            round(
                a.value
                + (a.met_from - a.value)
                * least(1, (o.outcome_on - a.measured_on) / nullif(a.days_left, 0)),
                9
            ) as needed,
        from outcomes as o
        join aimed as a using (target_id, made_on, horizon)
    ),
    judged as (
        select
            *,
            side * (forecast_mid - needed) >= 0 as is_reaching_said,
            side * (outcome - needed) >= 0 as is_reaching,
            round(outcome, 9) between forecast_low and forecast_high as is_inside,
        from carried
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
    is_reaching_said,
    is_reaching,
    is_reaching_said = is_reaching as is_hit,
    is_inside,
from judged
