-- What did a task's returns say, those that say the same in one row?
--
-- Grain: last_as_of
-- Params: as_of, task_id
-- Columns: first_as_of, last_as_of, n_returns, status, reported_status, is_carried_forward, stage,
-- narrative, reason, next_step, next_step_on, evidence, attainment_share
-- One row for each run of snapshots, one right after the other, with the same words, judgement,
-- stage and status; newest first. n_returns is how many. attainment_share is that of the last of
-- them, null for a milestone. What was reported is null where nothing was.
with
    said as (
        select
            x.as_of,
            x.status,
            x.attainment_share,
            r.reported_status,
            r.is_carried_forward,
            r.stage,
            r.narrative,
            r.reason,
            r.next_step,
            r.next_step_on,
            r.evidence,
            row_number() over (order by x.as_of) - row_number() over (
                partition by
                    x.status,
                    r.reported_status,
                    r.is_carried_forward,
                    r.stage,
                    r.narrative,
                    r.reason,
                    r.next_step,
                    r.next_step_on,
                    r.evidence
                order by x.as_of
            ) as run,
        from task_status_history as x
        join task_returns_history as r using (as_of, task_id)
        where x.as_of <= $as_of and x.task_id = $task_id
    )
select
    min(as_of) as first_as_of,
    max(as_of) as last_as_of,
    count(*)::integer as n_returns,
    status,
    reported_status,
    is_carried_forward,
    stage,
    narrative,
    reason,
    next_step,
    next_step_on,
    evidence,
    max_by(attainment_share, as_of) as attainment_share,
from said
group by
    status,
    reported_status,
    is_carried_forward,
    stage,
    narrative,
    reason,
    next_step,
    next_step_on,
    evidence,
    run
order by last_as_of desc
