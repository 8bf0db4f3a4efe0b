-- Who is responsible for which unit's tasks?
--
-- Grain: unit_id, responsible_person
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, responsible_person, n_tasks, items, next_due_on, passed_due_on
-- A null plan_year means all years. items are the item numbers in the plan's annex, with their year
-- in a plan of several. next_due_on is the earliest deadline ahead among the tasks not done,
-- passed_due_on the earliest that has passed; each is null where there is none. Most tasks first.
select
    t.unit_id,
    u.unit[$lang] as unit,
    t.responsible_person,
    count(*)::integer as n_tasks,
    list(t.item order by t.plan_year, t.item_no) as items,
    min(t.due_on) filter (where x.status <> 'done' and t.due_on >= t.as_of) as next_due_on,
    min(t.due_on) filter (where x.status <> 'done' and t.due_on < t.as_of) as passed_due_on,
from tasks as t
join task_status as x using (as_of, task_id)
join units as u on u.as_of = t.as_of and u.unit_id = t.unit_id
where t.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
group by t.unit_id, u.unit, t.responsible_person
order by n_tasks desc, t.unit_id, t.responsible_person
