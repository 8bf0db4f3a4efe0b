-- Which of the tasks that need a leader are new among them, and which have long been?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, is_new, is_long
-- is_new: at the snapshot before, the task needed no leader, or for a lesser reason; at the first
-- snapshot none is new. is_long: not new, and for more than concern_days with the same reason.
select
    c.as_of,
    c.task_id,
    s.previous_as_of is not null and coalesce(b.severity > c.severity, true) as is_new,
    not is_new and c.as_of - c.since_on > p.concern_days as is_long,
from concerns as c
join plan as p using (as_of)
join snapshots as s using (as_of)
left join concerns_history as b on b.as_of = s.previous_as_of and b.task_id = c.task_id  -- null: none then
