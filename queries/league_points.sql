-- How many tasks score how many points?
--
-- Grain: points
-- Params: as_of
-- Columns: points, n_tasks
-- The fewest points first.
select s.points, count(*)::integer as n_tasks,
from task_status as x
join statuses as s using (as_of, status)
where x.as_of = $as_of
group by s.points
order by s.points
