-- From which value and which day is the way to each target counted?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, baseline, baseline_on, is_first_value_baseline, distance_given,
-- counted_from, days_given
-- distance_given is the way from the baseline to the target value. It is null where that way is not
-- measured: without a baseline, with one at or past the target value, and for ranks. counted_from
-- and days_given, the time for it, are null there as well, and where the baseline leaves no time
-- before the deadline. baseline_on is null for a flow, whose baseline is 0 at the start.
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
            case
                when g.basis = 'flow' then 0::double else coalesce(g.baseline, f.first_value)
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
        from targets as g
        left join first_values as f using (as_of, target_id)  -- null: nothing measured yet
    ),
    placed as (
        select
            *,
            case
                when comparator <> 'rank_within' and side * baseline_in_force < side * target_value
                then abs(target_value - baseline_in_force)
            end as distance_given,
            greatest(starts_on, coalesce(baseline_in_force_on, starts_on)) as begun_on,
        from based
    )
select
    as_of,
    target_id,
    baseline_in_force as baseline,
    baseline_in_force_on as baseline_on,
    is_first_value_baseline,
    distance_given,
    case when distance_given is not null and begun_on < due_on then begun_on end as counted_from,
    (due_on - counted_from)::integer as days_given,
from placed
