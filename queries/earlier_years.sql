-- What did the plan years before the one shown leave open?
--
-- Grain: plan_year
-- Params: as_of, plan_year
-- Columns: plan_year, n_tasks, n_open, n_attention, n_overdue
-- Only years with a task that is not done; a year that was closed has none. The newest year first.
-- A null plan_year gives no row.
select
    x.plan_year,
    count(*)::integer as n_tasks,
    (count(*) filter (where x.status <> 'done'))::integer as n_open,
    (count(*) filter (where s.is_attention))::integer as n_attention,
    (count(*) filter (where x.status = 'overdue'))::integer as n_overdue,
from task_status as x
join statuses as s using (as_of, status)
where x.as_of = $as_of and x.plan_year < $plan_year
group by x.plan_year
having n_open > 0
order by x.plan_year desc
