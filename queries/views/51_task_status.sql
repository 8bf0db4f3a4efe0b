-- What is the status of each task, since when, and which rule or target gave it?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, status, rule, worst_target_id, n_targets, n_targets_unmet,
-- attainment_share, n_attainment, expected_share, deviation_points, finished_on, is_late,
-- has_return, is_carried_forward, reported_status, is_rosier, status_before, status_since,
-- last_known_status, last_known_as_of, n_stale_in_row, is_reopened
-- A task with targets has the worst status of theirs, and the lowest deviation; its attainment is
-- the mean of its targets' clipped ones. status_before is that of the previous snapshot.
-- last_known_* is what a stale task was when it was last reported. A task is reopened when it is
-- not done and once was.
with
    by_targets as (
        select
            x.as_of,
            x.task_id,
            bool_or(x.has_return) as has_return,
            min_by(x.status, (s.severity, coalesce(p.deviation_points, 0), x.target_id)) as status,
            min_by(x.rule, (s.severity, coalesce(p.deviation_points, 0), x.target_id)) as rule,
            min_by(
                x.target_id, (s.severity, coalesce(p.deviation_points, 0), x.target_id)
            ) as worst_target_id,
            count(*)::integer as n_targets,
            (count(*) filter (where x.status <> 'done'))::integer as n_targets_unmet,
            avg(greatest(0, least(1, p.attainment_share))) filter (
                where p.attainment_share is not null
            ) as attainment_share,
            count(p.attainment_share)::integer as n_attainment,
            avg(p.expected_share) as expected_share,
            min(p.deviation_points) as deviation_points,
            case when bool_and(x.status = 'done') then max(p.finished_on) end as finished_on,
        from target_status as x
        join target_progress as p using (as_of, target_id)
        join statuses as s using (as_of, status)
        where x.task_id is not null
        group by all
    ),
    by_milestone as (
        select
            as_of,
            task_id,
            has_return,
            status,
            rule,
            null as worst_target_id,
            0 as n_targets,
            0 as n_targets_unmet,
            null as attainment_share,
            0 as n_attainment,
            null as expected_share,
            null as deviation_points,
            finished_on,
        from milestone_status
    ),
    judged as (
        select *
        from by_targets
        union all by name
        select *
        from by_milestone
    ),
    reported as (
        select
            j.*,
            t.original_due_on,
            r.is_carried_forward,
            r.reported_status,
            not r.is_carried_forward
            and coalesce(
                (r.reported_status = 'green' and j.status in ('at_risk', 'behind', 'overdue'))
                or (r.reported_status = 'yellow' and j.status in ('behind', 'overdue')),
                false
            ) as is_rosier,
        from judged as j
        join tasks as t using (as_of, task_id)
        join task_returns as r using (as_of, task_id)
    ),
    compared as (
        select *, lag(status) over history as status_before,
        from reported
        window history as (partition by task_id order by as_of)
    ),
    runs as (
        select
            *,
            count(*) filter (where status is distinct from status_before) over history as run_no,
            last_value(case when status <> 'stale' then status end ignore nulls) over history
            as known_status,
            max(case when status <> 'stale' then as_of end) over history as known_as_of,
            bool_or(status = 'done') over history as was_done,
        from compared
        window history as (partition by task_id order by as_of)
    )
select
    as_of,
    task_id,
    status,
    rule,
    worst_target_id,
    n_targets,
    n_targets_unmet,
    attainment_share,
    n_attainment,
    expected_share,
    deviation_points,
    finished_on,
    status = 'done' and finished_on > original_due_on as is_late,
    has_return,
    is_carried_forward,
    reported_status,
    is_rosier,
    status_before,
    min(as_of) over (partition by task_id, run_no) as status_since,
    case when status = 'stale' then known_status end as last_known_status,
    case when status = 'stale' then known_as_of end as last_known_as_of,
    case
        when status = 'stale'
        then row_number() over (partition by task_id, run_no order by as_of)
        else 0
    end::integer as n_stale_in_row,
    was_done and status <> 'done' as is_reopened,
from runs
