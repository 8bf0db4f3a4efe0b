-- How far is each target, and how far should it be?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, value, measured_on, is_carried_forward, baseline, baseline_on,
-- is_first_value_baseline, is_first_value, is_met, is_final_met, distance_done, distance_given,
-- attainment_share, cut_attainment_share, of_target_share, counted_from, days_gone, days_given,
-- expected_share, expected_now_share, deviation_points, distance, finished_on, value_age_days,
-- is_value_old, is_value_too_old
-- Formulas and their sources: docs/method.md. distance_done of distance_given make the attainment,
-- raw (it may be below 0 or above 1) and cut to 0-1; all four are null without a value, where the
-- way to the target is not measured, and for a first value that is itself the baseline
-- (is_first_value): from it there is no way yet. days_gone of days_given make the expected share on
-- the day of the value, null without an attainment and where no time is given. expected_now_share
-- is that of the as-of date and needs no value. deviation_points is rounded to 1e-9, so that
-- thresholds are not decided by binary fractions. is_final_met: met by a value measured on the
-- deadline or after it. finished_on is null while the target is not met. value_age_days is null
-- without a value; it is old beyond value_days and too old beyond twice that.
with
    reached as (
        select
            g.as_of,
            g.target_id,
            g.side,
            g.target_value,
            g.due_on,
            g.value_days,
            (v.as_of - v.measured_on)::integer as value_age_days,
            v.value,
            v.measured_on,
            v.is_carried_forward,
            b.* exclude (as_of, target_id),
            g.side * v.value >= g.side * g.met_from as is_met,
            b.is_first_value_baseline
            and v.measured_on <= b.baseline_on
            and b.distance_given is not null as is_first_value,
            case
                when b.distance_given is null or is_first_value
                then null
                when g.side = 1
                then v.value - b.baseline
                else b.baseline - v.value
            end as distance_done,
        from targets as g
        join target_values as v using (as_of, target_id)
        join baselines as b using (as_of, target_id)
    ),
    timed as (
        select
            *,
            distance_done / nullif(distance_given, 0) as attainment_share,
            greatest(
                0, least(days_given, coalesce(measured_on, as_of) - counted_from)
            ) as days_gone,
            greatest(0, least(days_given, as_of - counted_from)) as days_gone_now,
        from reached
    ),
    expected as (
        select
            *,
            attainment_share is not null and counted_from is not null as is_expected,
            days_gone / nullif(days_given, 0) as expected_share,
            days_gone_now / nullif(days_given, 0) as expected_now_share,
        from timed
    )
select
    e.as_of,
    e.target_id,
    e.value,
    e.measured_on,
    e.is_carried_forward,
    e.baseline,
    e.baseline_on,
    e.is_first_value_baseline,
    coalesce(e.is_first_value, false) as is_first_value,
    e.is_met,
    e.is_met and e.measured_on >= e.due_on as is_final_met,
    e.distance_done,
    case when e.attainment_share is not null then e.distance_given end as distance_given,
    e.attainment_share,
    case
        when e.attainment_share is not null then greatest(0, least(1, e.attainment_share))
    end as cut_attainment_share,
    case
        when e.distance_given is null and e.side = 1 then e.value / nullif(e.target_value, 0)
    end as of_target_share,
    case when e.is_expected then e.counted_from end as counted_from,
    case when e.is_expected then e.days_gone end::integer as days_gone,
    case when e.is_expected then e.days_given end as days_given,
    case when e.is_expected then e.expected_share end as expected_share,
    e.expected_now_share,
    round(100 * (e.attainment_share - e.expected_share), 9) as deviation_points,
    case
        when e.side = 1 then e.target_value - e.value else e.value - e.target_value
    end as distance,
    case when e.is_met then s.finished_on end as finished_on,
    e.value_age_days,
    coalesce(e.value_age_days > e.value_days, false) as is_value_old,
    is_value_old and e.value_age_days > 2 * e.value_days as is_value_too_old,
from expected as e
left join met_since as s using (as_of, target_id)  -- null: not met at the newest measurement
