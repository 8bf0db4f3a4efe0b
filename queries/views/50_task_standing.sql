-- How does each task stand, and which rule or target says so?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, status, rule, worst_target_id, n_targets, n_targets_unmet,
-- attainment_share, n_attainment, expected_share, deviation_points, finished_on, has_return
-- A task with targets has the worst status of theirs, the lowest deviation and the mean of their
-- cut attainments, of which there are n_attainment; it is finished when the last of them is. A
-- milestone has its own rule; counts of targets are 0 and what is built on them is null.
-- finished_on is null while a task is not done.
with
    worst_first as (
        select
            x.*,
            p.cut_attainment_share,
            p.expected_share,
            p.deviation_points,
            p.finished_on,
            (s.severity, coalesce(p.deviation_points, 0), x.target_id) as badness,
        from target_status as x
        join target_progress as p using (as_of, target_id)
        join statuses as s using (as_of, status)
        where x.task_id is not null
    )
select
    as_of,
    task_id,
    min_by(status, badness) as status,
    min_by(rule, badness) as rule,
    min_by(target_id, badness) as worst_target_id,
    count(*)::integer as n_targets,
    (count(*) filter (where status <> 'done'))::integer as n_targets_unmet,
    avg(cut_attainment_share) as attainment_share,
    count(cut_attainment_share)::integer as n_attainment,
    avg(expected_share) as expected_share,
    min(deviation_points) as deviation_points,
    case when bool_and(status = 'done') then max(finished_on) end as finished_on,
    bool_or(has_return) as has_return,
from worst_first
group by all
union all
select
    f.as_of,
    f.task_id,
    r.status,
    r.rule,
    null,
    0,
    0,
    null,
    0,
    null,
    null,
    f.finished_on,
    f.has_return,
from milestone_facts as f
join rulings as r on r.as_of = f.as_of and r.kind = 'milestone' and r.id = f.task_id
