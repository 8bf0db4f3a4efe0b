-- How does each task stand, and which rule or target says so?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, status, rule, worst_target_id, n_targets, n_targets_unmet,
-- attainment_share, expected_share, deviation_points, mean_attainment_share, n_attainment,
-- finished_on, past_due_on, has_return
-- A task with targets has the status, rule, attainment, expected share and deviation of the worst
-- of them, so that the three agree; it is finished when the last of them is. mean_attainment_share
-- is over the cut attainments of all, of which there are n_attainment. past_due_on is the earliest
-- deadline of its overdue targets; where none is overdue, of those past it and not done, null where
-- none is. A milestone has its own rule; counts of targets are 0 and what is built on them is null.
-- finished_on is null while a task is not done.
with
    worst_first as (
        select
            x.*,
            p.cut_attainment_share,
            p.finished_on,
            g.due_on,
            (s.severity, coalesce(p.deviation_points, 0), x.target_id) as badness,
        from target_status as x
        join target_progress as p using (as_of, target_id)
        join targets as g using (as_of, target_id)
        join statuses as s using (as_of, status)
        where x.task_id is not null
    ),
    with_targets as (
        select
            as_of,
            task_id,
            min_by(status, badness) as status,
            min_by(rule, badness) as rule,
            min_by(target_id, badness) as target_id,
            count(*)::integer as n_targets,
            (count(*) filter (where status <> 'done'))::integer as n_targets_unmet,
            avg(cut_attainment_share) as mean_attainment_share,
            count(cut_attainment_share)::integer as n_attainment,
            case when bool_and(status = 'done') then max(finished_on) end as finished_on,
            coalesce(
                min(due_on) filter (where status = 'overdue'),
                min(due_on) filter (where status <> 'done' and due_on < as_of)
            ) as past_due_on,
            bool_or(has_return) as has_return,
        from worst_first
        group by all
    )
select
    w.as_of,
    w.task_id,
    w.status,
    w.rule,
    w.target_id as worst_target_id,
    w.n_targets,
    w.n_targets_unmet,
    p.attainment_share,
    p.expected_share,
    p.deviation_points,
    w.mean_attainment_share,
    w.n_attainment,
    w.finished_on,
    w.past_due_on,
    w.has_return,
from with_targets as w
join target_progress as p using (as_of, target_id)
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
    null,
    null,
    null,
    0,
    f.finished_on,
    null,
    f.has_return,
from milestone_facts as f
join rulings as r on r.as_of = f.as_of and r.kind = 'milestone' and r.id = f.task_id
