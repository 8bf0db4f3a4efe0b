-- Where does the median pace so far lead each target, and what of it can have a range?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, newest_on, newest_value, days_left, slope_mid, reaching_share, due_on,
-- side, met_from, basis, is_met, is_few
-- One slope per day for each pair of measured days, and their median (Theil 1950, Sen 1968).
-- reaching_share is the share of the slopes that, from the newest measurement on, meet the target
-- in time. is_met: met by the newest measurement, so that there is no way to go. is_few: counted
-- one by one and too few to reach, from the baseline on, for a range. No row: too few measurements,
-- a rank, or a deadline that is not ahead.
with
    moved as (
        select
            n.as_of,
            n.target_id,
            n.newest_on,
            n.newest_value,
            g.due_on - n.newest_on as days_left,
            g.due_on,
            g.side,
            g.met_from,
            g.basis,
            g.side * n.newest_value >= g.side * g.met_from as is_met,
            g.is_countable and coalesce(d.distance_given < p.forecast_least, false) as is_few,
            (b.value - a.value) / nullif(b.measured_on - a.measured_on, 0) as slope,
        from newest_values as n
        join plan as p using (as_of)
        join targets as g using (as_of, target_id)
        join baselines as d using (as_of, target_id)
        join measurements as a using (as_of, target_id)
        join
            measurements as b
            on b.as_of = n.as_of
            and b.target_id = n.target_id
            and b.measured_on > a.measured_on
        where n.has_forecast
    )
select
    as_of,
    target_id,
    newest_on,
    newest_value,
    days_left,
    quantile_cont(slope, 0.5) as slope_mid,
    avg(
        (side * round(newest_value + slope * days_left, 9) >= side * met_from)::integer
    ) as reaching_share,
    due_on,
    side,
    met_from,
    basis,
    is_met,
    is_few,
from moved
group by
    as_of,
    target_id,
    newest_on,
    newest_value,
    days_left,
    due_on,
    side,
    met_from,
    basis,
    is_met,
    is_few
