-- How many tasks score how many points?
--
-- Grain: points
-- Params: as_of, plan_year
-- Columns: points, n_tasks
-- Only the tasks that are scored, as in task_scores. A null plan_year means all years. The fewest
-- points first.
select points, count(*)::integer as n_tasks,
from task_scores
where as_of = $as_of and is_scored and ($plan_year is null or plan_year = $plan_year)
group by points
order by points
