-- What was left of a plan year when it was closed, and what became of it?
--
-- Grain: task_id
-- Params: as_of, lang, plan_year
-- Columns: task_id, item_no, task, unit, status, settled_as, successor_id, successor_item_no,
-- successor, decided_on, authority, reason
-- As of the snapshot with which the year was closed; later ones hold none of its tasks. successor
-- is the task of a later year that goes on with it, null where the task was given up. A null
-- plan_year asks for every year that was closed with the as-of date.
select
    s.task_id,
    t.item as item_no,
    t.title[$lang] as task,
    u.unit[$lang] as unit,
    x.status,
    s.settled_as,
    s.successor_id,
    n.item as successor_item_no,
    n.title[$lang] as successor,
    s.decided_on,
    s.authority,
    s.reason,
from settlements as s
join tasks as t using (as_of, task_id)
join task_status as x using (as_of, task_id)
join units as u on u.as_of = t.as_of and u.unit_id = t.unit_id
left join tasks as n on n.as_of = s.as_of and n.task_id = s.successor_id  -- null: given up
where s.as_of = $as_of and ($plan_year is null or s.plan_year = $plan_year)
order by t.plan_year desc, t.item_no
