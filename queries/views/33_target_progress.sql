-- How far is each target, and how far should it be?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, value, measured_on, is_carried_forward, baseline, baseline_on,
-- is_first_value_baseline, is_met, is_final_met, attainment_share, of_target_share,
-- expected_share, deviation_points, distance, finished_on
-- Formulas and their sources: docs/method.md. attainment_share is raw (may be below 0 or above 1);
-- it and what is built on it are null without a value, without a baseline, with a baseline at or
-- past the target, and for ranks; expected_share and deviation_points also with a baseline that
-- leaves no time before the deadline. is_final_met: met by a value measured on or after the
-- deadline. Deviation is rounded to 1e-9 points, so that thresholds are not decided by binary
-- fractions.
with
    first_values as (
        select
            as_of,
            target_id,
            min_by(value, measured_on) as first_value,
            min(measured_on) as first_measured_on,
        from measurements
        group by all
    ),
    based as (
        select
            g.*,
            v.value,
            v.measured_on,
            v.is_carried_forward,
            case
                when g.basis = 'flow' then 0 else coalesce(g.baseline, f.first_value)
            end as baseline_in_force,
            case
                when g.basis = 'flow'
                then null
                when g.baseline is not null
                then g.baseline_on
                else f.first_measured_on
            end as baseline_in_force_on,
            g.basis <> 'flow'
            and g.baseline is null
            and f.first_value is not null as is_first_value_baseline,
            round((1 - p.about_tolerance) * g.target_value, 9) as about_from,
        from targets as g
        join target_values as v using (as_of, target_id)
        join plan as p using (as_of)
        left join first_values as f using (as_of, target_id)  -- null: nothing measured yet
    ),
    attained as (
        select
            *,
            case
                comparator
                when 'at_least'
                then value >= target_value
                when 'about'
                then value >= about_from
                else value <= target_value
            end as is_met,
            case
                when comparator in ('at_least', 'about') and baseline_in_force < target_value
                then (value - baseline_in_force) / nullif(target_value - baseline_in_force, 0)
                when comparator = 'at_most' and baseline_in_force > target_value
                then (baseline_in_force - value) / nullif(baseline_in_force - target_value, 0)
            end as attainment_share,
            greatest(starts_on, coalesce(baseline_in_force_on, starts_on)) as counted_from,
        from based
    ),
    expected as (
        select
            *,
            case
                when attainment_share is not null and counted_from < due_on
                then
                    greatest(
                        0,
                        least(
                            1,
                            (coalesce(measured_on, as_of) - counted_from)
                            / nullif(due_on - counted_from, 0)
                        )
                    )
            end as expected_share,
        from attained
    ),
    last_misses as (
        select m.as_of, m.target_id, max(m.measured_on) as missed_on,
        from measurements as m
        join based as b using (as_of, target_id)
        where
            case
                b.comparator
                when 'at_least'
                then m.value < b.target_value
                when 'about'
                then m.value < b.about_from
                else m.value > b.target_value
            end
        group by all
    ),
    met_since as (
        select m.as_of, m.target_id, min(m.measured_on) as finished_on,
        from measurements as m
        left join last_misses as l using (as_of, target_id)  -- null: never missed
        where l.missed_on is null or m.measured_on > l.missed_on
        group by all
    )
select
    e.as_of,
    e.target_id,
    e.value,
    e.measured_on,
    e.is_carried_forward,
    e.baseline_in_force as baseline,
    e.baseline_in_force_on as baseline_on,
    e.is_first_value_baseline,
    e.is_met,
    e.is_met and e.measured_on >= e.due_on as is_final_met,
    e.attainment_share,
    case
        when e.attainment_share is null and e.comparator in ('at_least', 'about')
        then e.value / nullif(e.target_value, 0)
    end as of_target_share,
    e.expected_share,
    round(100 * (e.attainment_share - e.expected_share), 9) as deviation_points,
    case
        when e.comparator in ('at_least', 'about')
        then e.target_value - e.value
        else e.value - e.target_value
    end as distance,
    case when e.is_met then s.finished_on end as finished_on,
from expected as e
left join met_since as s using (as_of, target_id)  -- null: not met at the newest measurement
