-- What is one unit asked about each of its tasks, and what did it say last time?
--
-- Grain: task_id
-- Params: as_of, lang, unit_id
-- Columns: task_id, item_no, task, responsible_person, due_on, days_left, n_targets, status, rule,
-- last_reported_status, last_narrative, stage, is_done, finished_on, next_step, next_step_on,
-- evidence
-- A form is made before anything was returned for its period. Where that alone would make a task
-- stale, status and rule are those of the snapshot before. What was never reported is null.
select
    t.task_id,
    t.item_no,
    t.title[$lang] as task,
    t.responsible_person,
    t.due_on,
    t.days_left,
    x.n_targets,
    case when x.rule = 'no_return' then coalesce(b.status, x.status) else x.status end as status,
    case when x.rule = 'no_return' then coalesce(b.rule, x.rule) else x.rule end as rule,
    r.reported_status as last_reported_status,
    r.narrative as last_narrative,
    r.stage,
    r.is_done,
    r.finished_on,
    r.next_step,
    r.next_step_on,
    r.evidence,
from tasks as t
join task_status as x using (as_of, task_id)
join task_returns as r using (as_of, task_id)
join snapshots as s using (as_of)
left join task_status_history as b on b.as_of = s.previous_as_of and b.task_id = t.task_id  -- null: no snapshot before
where t.as_of = $as_of and t.unit_id = $unit_id
order by t.plan_year, t.item_no
