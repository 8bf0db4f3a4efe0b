-- What was measured of each target last, and are its measurements enough for a forecast?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, n_measurements, newest_value, newest_on, is_too_few, has_forecast
-- newest_value and newest_on are null for a target never measured. is_too_few: a forecast is
-- wanted, and it needs more measurements. None is wanted of a rank, nor after the deadline.
with
    newest as (
        select
            as_of,
            target_id,
            count(*) as n_measurements,
            max_by(value, measured_on) as newest_value,
            max(measured_on) as newest_on,
        from measurements
        group by as_of, target_id
    ),
    counted as (
        select
            g.as_of,
            g.target_id,
            coalesce(n.n_measurements, 0) as n_measurements,
            n.newest_value,
            n.newest_on,
            g.comparator <> 'rank_within' and g.due_on >= g.as_of as is_asked,
            coalesce(n.n_measurements, 0) < p.forecast_minimum as is_few,
            g.due_on > n.newest_on as is_time_left,
        from targets as g
        join plan as p using (as_of)
        left join newest as n using (as_of, target_id)  -- null: never measured
    )
select
    as_of,
    target_id,
    n_measurements,
    newest_value,
    newest_on,
    is_asked and is_few as is_too_few,
    coalesce(is_asked and not is_few and is_time_left, false) as has_forecast,
from counted
