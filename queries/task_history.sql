-- What was reported of one task at each snapshot, and what status followed?
--
-- Grain: as_of
-- Params: as_of, task_id
-- Columns: as_of, status, rule, reported_status, is_rosier, is_carried_forward, stage, is_done,
-- narrative, reason, next_step, next_step_on, evidence, reported_on, reported_by, attainment_share,
-- expected_share, deviation_points, due_on, return_sha256
-- Newest first, up to the as-of date. What was reported is null where nothing ever was;
-- attainment_share, expected_share and deviation_points are null for a milestone.
select
    x.as_of,
    x.status,
    x.rule,
    x.reported_status,
    x.is_rosier,
    r.is_carried_forward,
    r.stage,
    r.is_done,
    r.narrative,
    r.reason,
    r.next_step,
    r.next_step_on,
    r.evidence,
    r.reported_on,
    r.reported_by,
    x.attainment_share,
    x.expected_share,
    x.deviation_points,
    x.due_on,
    r.return_sha256,
from task_status_history as x
join task_returns_history as r using (as_of, task_id)
where x.as_of <= $as_of and x.task_id = $task_id
order by x.as_of desc
