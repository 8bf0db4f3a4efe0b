-- What is the status of each target, and which rule gave it?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, task_id, unit_id, has_return, status, rule
-- The first rule that fires, in the order of docs/method.md. A target before its start owes
-- nothing and is on track.
with
    overdue_help as (select distinct as_of, task_id, from help_requests where is_overdue),
    facts as (
        select
            g.as_of,
            g.target_id,
            g.task_id,
            g.unit_id,
            r.unit_id is not null as has_return,
            case
                when g.comparator in ('at_least', 'about') and g.basis in ('flow', 'stock')
                then coalesce(x.is_met, false)
                else coalesce(x.is_final_met, false)
            end as is_done,
            coalesce(x.is_met, false) as is_met,
            x.value is not null as has_value,
            g.as_of < g.starts_on as is_before_start,
            g.as_of > g.due_on as is_past_due,
            g.as_of <= g.due_on + p.closing_days and x.measured_on < g.due_on as is_final_awaited,
            x.deviation_points < - p.behind_points as is_behind,
            x.deviation_points <= - p.at_risk_points as is_at_risk,
            coalesce(f.is_forecast_short, false) as is_forecast_short,
            t.reported_status,
            h.task_id is not null as is_help_overdue,
        from targets as g
        join target_progress as x using (as_of, target_id)
        join plan as p using (as_of)
        left join forecast as f using (as_of, target_id)  -- null: no forecast
        left join returns as r on r.as_of = g.as_of and r.unit_id = g.unit_id  -- null: no return
        left join task_returns as t on t.as_of = g.as_of and t.task_id = g.task_id  -- null: a measure's
        left join overdue_help as h on h.as_of = g.as_of and h.task_id = g.task_id  -- null: none
    ),
    ruled as (
        select
            *,
            case
                when is_done
                then 'met'
                when is_past_due and is_final_awaited
                then 'final_awaited'
                when is_past_due
                then 'past_due'
                when is_before_start
                then 'before_start'
                when not has_value
                then 'never_reported'
                when not has_return
                then 'no_return'
                when is_behind
                then 'far_behind_time'
                when reported_status = 'red'
                then 'reported_red'
                when is_at_risk
                then 'behind_time'
                when reported_status = 'yellow'
                then 'reported_yellow'
                when is_forecast_short
                then 'forecast_short'
                when is_help_overdue
                then 'help_overdue'
                when is_met
                then 'met_for_now'
                else 'in_time'
            end as rule,
        from facts
    )
select u.as_of, u.target_id, u.task_id, u.unit_id, u.has_return, r.status, u.rule,
from ruled as u
join rules as r using (rule)
