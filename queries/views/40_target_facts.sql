-- What holds of each target, of all that the rules of status ask?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, task_id, unit_id, has_return, is_final, is_final_awaited, is_past_due,
-- is_before_start, is_reported, is_value_too_old, is_far_behind_time, is_behind_time,
-- is_forecast_short, is_help_overdue, is_met, reported_status
-- is_final: met for good. Of a flow or stock of which more is wanted that is so as soon as it is
-- met, of any other target by a value measured on the deadline or after it. is_final_awaited: past
-- the deadline, and the final figure may still come; is_past_due: past it, and none may. A
-- measure's target has a null task_id and, since units judge tasks, a null reported_status.
select
    g.as_of,
    g.target_id,
    g.task_id,
    g.unit_id,
    r.unit_id is not null as has_return,
    coalesce(
        case when g.side = 1 and g.basis in ('flow', 'stock') then x.is_met else x.is_final_met end,
        false
    ) as is_final,
    g.as_of > g.due_on
    and g.as_of <= g.due_on + p.closing_days
    and coalesce(x.measured_on < g.due_on, false) as is_final_awaited,
    g.as_of > g.due_on and not is_final_awaited as is_past_due,
    g.as_of < g.starts_on as is_before_start,
    x.value is not null as is_reported,
    x.is_value_too_old,
    d.is_far_behind_time,
    d.is_behind_time,
    coalesce(f.is_forecast_short, false) as is_forecast_short,
    coalesce(h.is_help_overdue, false) as is_help_overdue,
    coalesce(x.is_met, false) as is_met,
    t.reported_status,
from targets as g
join target_progress as x using (as_of, target_id)
join time_lags as d on d.as_of = g.as_of and d.kind = 'target' and d.id = g.target_id
join plan as p using (as_of)
left join forecast as f using (as_of, target_id)  -- null: no forecast
left join returns as r on r.as_of = g.as_of and r.unit_id = g.unit_id  -- null: no return
left join task_returns as t on t.as_of = g.as_of and t.task_id = g.task_id  -- null: a measure's
left join help_by_task as h on h.as_of = g.as_of and h.task_id = g.task_id  -- null: none was asked
