-- What became of the forecasts whose outcome was reported on the as-of date?
--
-- Grain: as_of, target_id, made_on, horizon
-- Columns: as_of, target_id, made_on, horizon, measured_on, value, outcome_on, outcome,
-- forecast_mid, needed, basis, miss_share, is_reaching_said, is_reaching, is_hit
-- The outcome is the first measurement from 28 days later (four_weeks) or from the deadline on
-- (deadline), at most 7 days after that. A forecast repeated without a new measurement is not
-- scored, nor is one of a target that was met. A forecast is carried by its own slope to the day of
-- its outcome, so nothing is interpolated. needed is the value with which the target is, on that
-- day, on the straight way to being met at its deadline; at the deadline it is the target itself. A
-- hit: forecast and outcome lie on the same side of it. miss_share is how far the outcome lay from
-- the forecast, as a share of the way from value to needed; null where the way has no range.
with
    made as (
        select *,
        from median_forecasts_history
        where not is_met
        qualify row_number() over (partition by target_id, newest_on order by as_of) = 1
    ),
    aimed as (
        select *, 'four_weeks' as horizon, as_of + 28 as aimed_on,
        from made
        where aimed_on <= due_on
        union all
        select *, 'deadline' as horizon, due_on as aimed_on,
        from made
    ),
    met as (
        select
            s.as_of,
            a.target_id,
            a.as_of as made_on,
            a.horizon,
            min(m.measured_on) as outcome_on,
            min_by(m.value, m.measured_on) as outcome,
            min_by(m.reported_as_of, m.measured_on) as reported_as_of,
        from aimed as a
        join
            measurements as m
            on m.target_id = a.target_id
            and m.measured_on between a.aimed_on and a.aimed_on + 7
        join snapshots as s on s.as_of = m.as_of and s.as_of > a.as_of
        group by s.as_of, a.target_id, a.as_of, a.horizon
    ),
    carried as (
        select
            o.*,
            f.newest_on as measured_on,
            f.newest_value as value,
            f.side,
            f.basis,
            f.is_few,
            round(f.newest_value + f.slope_mid * (o.outcome_on - f.newest_on), 9) as forecast_mid,
            round(
                f.newest_value
                + (f.met_from - f.newest_value)
                * least(1, (o.outcome_on - f.newest_on) / nullif(f.days_left, 0)),
                9
            ) as needed,
        from met as o
        join made as f on f.as_of = o.made_on and f.target_id = o.target_id
        where o.reported_as_of = o.as_of
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
    forecast_mid,
    needed,
    basis,
    case
        when not is_few then round(abs(outcome - forecast_mid) / nullif(abs(needed - value), 0), 9)
    end as miss_share,
    side * (forecast_mid - needed) >= 0 as is_reaching_said,
    side * (outcome - needed) >= 0 as is_reaching,
    is_reaching_said = is_reaching as is_hit,
from carried
