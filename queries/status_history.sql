-- How many tasks had which status at every snapshot so far?
--
-- Grain: as_of, status
-- Params: as_of, plan_year, pillar_id
-- Columns: as_of, status, n_tasks
-- Every snapshot up to the as-of date and every status, worst first. A null plan_year or pillar_id
-- means all.
with
    judged as (
        select as_of, status,
        from task_status_history
        where
            as_of <= $as_of
            and ($plan_year is null or plan_year = $plan_year)
            and ($pillar_id is null or pillar_id = $pillar_id)
    )
select n.as_of, s.status, count(j.status)::integer as n_tasks,
from snapshots_history as n
join statuses as s on s.as_of = $as_of
left join judged as j on j.as_of = n.as_of and j.status = s.status  -- null: none
where n.as_of <= $as_of
group by n.as_of, s.status, s.severity
order by n.as_of, s.severity
