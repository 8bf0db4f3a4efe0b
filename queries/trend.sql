-- How did the shares of done and overdue tasks grow beside the time gone?
--
-- Grain: as_of, series
-- Params: as_of, pillar_id
-- Columns: as_of, series, share, n, n_tasks
-- Every snapshot up to the as-of date. Series: done, overdue, elapsed; n is null for elapsed. A
-- null pillar_id means the whole plan.
with
    counted as (
        select
            as_of,
            count(*)::integer as n_tasks,
            count(*) filter (where status = 'done')::integer as n_done,
            count(*) filter (where status = 'overdue')::integer as n_overdue,
        from task_status_history
        where as_of <= $as_of and ($pillar_id is null or pillar_id = $pillar_id)
        group by as_of
    )
select as_of, 'done' as series, n_done / nullif(n_tasks, 0) as share, n_done as n, n_tasks,
from counted
union all
select as_of, 'overdue', n_overdue / nullif(n_tasks, 0), n_overdue, n_tasks,
from counted
union all
select c.as_of, 'elapsed', g.elapsed_share, null, c.n_tasks,
from counted as c
join time_gone_history as g on g.as_of = c.as_of and g.pillar_id is not distinct from $pillar_id
order by as_of, series
