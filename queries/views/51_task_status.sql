-- What is the status of each task, since when, and what was it before?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, status, rule, worst_target_id, n_targets, n_targets_unmet,
-- attainment_share, expected_share, deviation_points, mean_attainment_share, n_attainment,
-- finished_on, is_late, has_return, is_carried_forward, reported_status, is_judged, is_rosier,
-- status_before, status_since, last_known_status, last_known_as_of, n_stale_in_row, is_reopened,
-- unit_id, pillar_id, due_on, deciding_due_on, falls_due_on, days_left, is_due_originally,
-- due_state, plan_year
-- How the task stands is that of task_standing. is_late: done, and finished after the original
-- deadline. is_judged: the unit judged the task in this period; a judgement carried forward is
-- none. is_rosier: its judgement is better than the status. status_before is that of the snapshot
-- before, null at the task's first. last_known_status and last_known_as_of tell what a stale task
-- was when last reported, and are null for all others. is_reopened: not done, and done at an
-- earlier snapshot. deciding_due_on, to which days_left runs, is the earliest deadline that is
-- past: the task's or its targets' past_due_on of task_standing; before one is past, the task's.
-- falls_due_on is the day by which a task is counted as due: of an overdue one deciding_due_on, of
-- any other its deadline. due_state tells of a task that has fallen due whether it is done_in_time,
-- done_late, overdue, awaited (past the deadline, the final figure still to come) or due_today, and
-- of one that has not whether it is done_early or not_due; a task one of whose targets is overdue
-- has fallen due. is_due_originally: so by the deadlines that were first set. unit_id, pillar_id,
-- plan_year and due_on are the register's, for what follows a task over time.
with
    reported as (
        select
            x.*,
            x.status = 'done' and x.finished_on > t.original_due_on as is_late,
            r.is_carried_forward,
            r.reported_status,
            r.reported_status is not null and not r.is_carried_forward as is_judged,
            is_judged
            and (
                (r.reported_status = 'green' and x.status in ('at_risk', 'behind', 'overdue'))
                or (r.reported_status = 'yellow' and x.status in ('behind', 'overdue'))
            ) as is_rosier,
            t.unit_id,
            t.pillar_id,
            t.plan_year,
            t.due_on,
            least(x.past_due_on, t.due_on) as deciding_due_on,
            case when x.status = 'overdue' then deciding_due_on else t.due_on end as falls_due_on,
            (deciding_due_on - t.as_of)::integer as days_left,
            t.original_due_on <= t.as_of as is_due_originally,
            case
                when x.status = 'done'
                then
                    case
                        when t.due_on > t.as_of
                        then 'done_early'
                        when is_late
                        then 'done_late'
                        else 'done_in_time'
                    end
                when x.status = 'overdue'
                then 'overdue'
                when t.due_on > t.as_of
                then 'not_due'
                when t.due_on = t.as_of
                then 'due_today'
                else 'awaited'
            end as due_state,
        from task_standing as x
        join tasks as t using (as_of, task_id)
        join task_returns as r using (as_of, task_id)
    ),
    compared as (
        select as_of, task_id, status, lag(status) over history as status_before,
        from task_standing_history
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
    ),
    dated as (
        select *, first_value(as_of) over run as status_since, row_number() over run as n_in_row,
        from runs
        window run as (partition by task_id, run_no order by as_of)
    )
select
    x.as_of,
    x.task_id,
    x.status,
    x.rule,
    x.worst_target_id,
    x.n_targets,
    x.n_targets_unmet,
    x.attainment_share,
    x.expected_share,
    x.deviation_points,
    x.mean_attainment_share,
    x.n_attainment,
    x.finished_on,
    x.is_late,
    x.has_return,
    x.is_carried_forward,
    x.reported_status,
    x.is_judged,
    x.is_rosier,
    d.status_before,
    d.status_since,
    case when x.status = 'stale' then d.known_status end as last_known_status,
    case when x.status = 'stale' then d.known_as_of end as last_known_as_of,
    case when x.status = 'stale' then d.n_in_row else 0 end::integer as n_stale_in_row,
    d.was_done and x.status <> 'done' as is_reopened,
    x.unit_id,
    x.pillar_id,
    x.due_on,
    x.deciding_due_on,
    x.falls_due_on,
    x.days_left,
    x.is_due_originally,
    x.due_state,
    x.plan_year,
from reported as x
join dated as d using (as_of, task_id)
