-- What is the status of each task without targets, and which rule gave it?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, has_return, status, rule, finished_on
-- The first rule that fires, in the order of docs/method.md. An ongoing duty cannot be done before
-- its deadline.
with
    overdue_help as (select distinct as_of, task_id, from help_requests where is_overdue),
    facts as (
        select
            t.as_of,
            t.task_id,
            n.unit_id is not null as has_return,
            coalesce(r.is_done, false)
            and coalesce(trim(r.evidence), '') <> ''
            and (t.profile = 'at_deadline' or t.as_of >= t.due_on) as is_done,
            r.finished_on,
            t.as_of < t.starts_on as is_before_start,
            t.as_of > t.due_on as is_past_due,
            r.reported_on is not null as was_reported,
            r.reported_status,
            t.profile = 'at_deadline'
            and t.as_of >= t.due_on - p.warn_days
            and coalesce(r.stage, '') <> 'awaiting_approval'
            and not coalesce(
                r.next_step_on >= t.as_of and r.next_step_on <= t.due_on, false
            ) as lacks_next_step,
            h.task_id is not null as is_help_overdue,
        from tasks as t
        join task_returns as r using (as_of, task_id)
        join plan as p using (as_of)
        left join returns as n on n.as_of = t.as_of and n.unit_id = t.unit_id  -- null: no return
        left join overdue_help as h using (as_of, task_id)  -- null: none
        anti join targets as g on g.as_of = t.as_of and g.task_id = t.task_id
    ),
    ruled as (
        select
            *,
            case
                when is_done
                then 'delivered'
                when is_past_due
                then 'past_due'
                when is_before_start
                then 'before_start'
                when not was_reported
                then 'never_reported'
                when not has_return
                then 'no_return'
                when reported_status = 'red'
                then 'reported_red'
                when reported_status = 'yellow'
                then 'reported_yellow'
                when lacks_next_step
                then 'no_next_step'
                when is_help_overdue
                then 'help_overdue'
                else 'in_time'
            end as rule,
        from facts
    )
select
    u.as_of,
    u.task_id,
    u.has_return,
    r.status,
    u.rule,
    case when u.is_done then u.finished_on end as finished_on,
from ruled as u
join rules as r using (rule)
