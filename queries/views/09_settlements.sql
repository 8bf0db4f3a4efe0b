-- What became of the tasks that closed years left open?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, plan_year, settled_as, successor_id, decided_on, authority, reason
-- settled_as is carried_over, to the task successor_id of a later year, or given_up, and then
-- successor_id is null.
select
    s.as_of,
    s.task_id,
    y.plan_year,
    s.settled_as,
    s.successor_id,
    s.decided_on,
    s.authority,
    s.reason,
from published.settlements as s
join published.tasks as t on t.as_of = s.as_of and t.task_id = s.task_id and t.is_current
join plan_years as y on y.as_of = s.as_of and y.plan_year = t.plan_year
where s.is_current and y.final_on is not null
