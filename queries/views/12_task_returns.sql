-- What was last reported of each task?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, reported_status, stage, is_done, finished_on, narrative, reason,
-- next_step, next_step_on, evidence, reported_on, reported_by, is_carried_forward, return_sha256
-- All but the keys and is_carried_forward is null where nothing was ever reported.
select
    as_of,
    task_id,
    reported_status,
    stage,
    is_done,
    finished_on,
    narrative,
    reason,
    next_step,
    next_step_on,
    evidence,
    reported_on,
    reported_by,
    is_carried_forward,
    return_sha256,
from published.task_returns
where is_current
