-- What holds of each task without targets, of all that the rules of status ask?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, has_return, is_delivered, finished_on, is_past_due, is_before_start,
-- is_reported, is_near, lacks_next_step, is_help_overdue, reported_status
-- is_delivered: reported done, with evidence; an ongoing duty not before its deadline. finished_on
-- is as reported, null for what is not delivered. is_near: within warn_days of the deadline.
-- lacks_next_step: near it, neither awaiting approval nor with a next step between the as-of date
-- and the deadline.
select
    t.as_of,
    t.task_id,
    n.unit_id is not null as has_return,
    coalesce(r.is_done, false)
    and coalesce(trim(r.evidence), '') <> ''
    and (t.profile = 'at_deadline' or t.as_of >= t.due_on) as is_delivered,
    case when is_delivered then r.finished_on end as finished_on,
    t.as_of > t.due_on as is_past_due,
    t.as_of < t.starts_on as is_before_start,
    r.reported_on is not null as is_reported,
    t.as_of >= t.due_on - p.warn_days as is_near,
    t.profile = 'at_deadline'
    and is_near
    and coalesce(r.stage, '') <> 'awaiting_approval'
    and not coalesce(
        r.next_step_on >= t.as_of and r.next_step_on <= t.due_on, false
    ) as lacks_next_step,
    coalesce(h.is_help_overdue, false) as is_help_overdue,
    r.reported_status,
from tasks as t
join task_returns as r using (as_of, task_id)
join plan as p using (as_of)
left join returns as n on n.as_of = t.as_of and n.unit_id = t.unit_id  -- null: no return
left join help_by_task as h using (as_of, task_id)  -- null: none was asked
anti join targets as g on g.as_of = t.as_of and g.task_id = t.task_id
