-- How many tasks went from which status to which between two snapshots?
--
-- Grain: status_before, status
-- Params: as_of, since, plan_year
-- Columns: as_of, since, status_before, status, change, n_tasks
-- Only pairs that differ and hold a task. The worst status before first, then the worst now. A null
-- since gives no row, a null plan_year means all years.
select
    x.as_of,
    b.as_of as since,
    b.status as status_before,
    x.status,
    k.change,
    count(*)::integer as n_tasks,
from task_status as x
join task_status as b on b.as_of = $since and b.task_id = x.task_id
join change_kinds as k on k.status_before = b.status and k.status = x.status
join statuses as s on s.as_of = x.as_of and s.status = x.status
join statuses as w on w.as_of = x.as_of and w.status = b.status
where x.as_of = $as_of and ($plan_year is null or x.plan_year = $plan_year)
group by x.as_of, b.as_of, b.status, x.status, k.change, w.severity, s.severity
order by w.severity, s.severity
