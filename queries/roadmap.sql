-- What is due when, and what slipped?
--
-- Grain: task_id
-- Params: as_of, plan_year, lang
-- Columns: task_id, plan_year, item_no, task, pillar_id, pillar, unit_id, unit, starts_on, due_on,
-- original_due_on, finished_on, is_late, status, rule, deciding_due_on, days_left, as_of
-- A null plan_year means all years. By pillar, then by deadline. finished_on is null while a task
-- is not done; original_due_on equals due_on unless the deadline was moved. days_left runs to
-- deciding_due_on, as in task_status.
select
    t.task_id,
    t.plan_year,
    t.item as item_no,
    t.title[$lang] as task,
    t.pillar_id,
    l.short[$lang] as pillar,
    t.unit_id,
    u.unit[$lang] as unit,
    t.starts_on,
    t.due_on,
    t.original_due_on,
    x.finished_on,
    x.is_late,
    x.status,
    x.rule,
    x.deciding_due_on,
    x.days_left,
    t.as_of,
from tasks as t
join task_status as x using (as_of, task_id)
join pillars as l on l.as_of = t.as_of and l.pillar_id = t.pillar_id
join units as u on u.as_of = t.as_of and u.unit_id = t.unit_id
where t.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
order by t.pillar_id, t.due_on, t.plan_year, t.item_no
