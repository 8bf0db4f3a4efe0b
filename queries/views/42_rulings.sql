-- Which rule decides about each target and each task without targets?
--
-- Grain: as_of, kind, id
-- Columns: as_of, kind, id, rule, status
-- kind is target or milestone. The first rule that applies, in the order of docs/method.md. Facts
-- that only the other kind has are null here, and their rules do not apply.
with
    facts as (
        select 'target' as kind, target_id as id, *,
        from target_facts
        union all by name
        select 'milestone' as kind, task_id as id, *,
        from milestone_facts
    ),
    ruled as (
        select
            as_of,
            kind,
            id,
            case
                when is_final
                then 'met'
                when is_delivered
                then 'delivered'
                when is_past_due
                then 'past_due'
                when is_before_start
                then 'before_start'
                when is_far_behind_time
                then 'far_behind_time'
                when reported_status = 'red'
                then 'reported_red'
                when not is_reported
                then 'never_reported'
                when not has_return
                then 'no_return'
                when is_value_too_old
                then 'value_too_old'
                when is_final_awaited
                then 'final_awaited'
                when is_behind_time
                then 'behind_time'
                when reported_status = 'yellow'
                then 'reported_yellow'
                when is_forecast_short
                then 'forecast_short'
                when lacks_next_step
                then 'no_next_step'
                when is_help_overdue
                then 'help_overdue'
                when is_met
                then 'met_for_now'
                else 'in_time'
            end as rule,
        from facts
    )
select u.as_of, u.kind, u.id, u.rule, r.status,
from ruled as u
join rules as r using (rule)
