-- Which tasks does a unit answer for, the worst first, and how did they stand on another date?
--
-- Grain: task_id
-- Params: as_of, since, lang, plan_year, unit_id
-- Columns: task_id, item_no, task, pillar_id, pillar, status, status_then, attainment_share,
-- expected_share, deviation_points, stage, next_step, due_on, deciding_due_on, days_left,
-- finished_on, is_late, is_first_value, is_rosier, is_reopened, unscored_because
-- The worst status first, then the deviation and the deadline. A null plan_year means all.
-- status_then is the task's at the snapshot of since: null where since is, and where the task was
-- not there. What is built on targets is null for a milestone.
select
    t.task_id,
    t.item as item_no,
    t.title[$lang] as task,
    t.pillar_id,
    l.short[$lang] as pillar,
    x.status,
    b.status as status_then,
    x.attainment_share,
    x.expected_share,
    x.deviation_points,
    r.stage,
    r.next_step,
    t.due_on,
    x.deciding_due_on,
    x.days_left,
    x.finished_on,
    x.is_late,
    coalesce(p.is_first_value, false) as is_first_value,
    x.is_rosier,
    x.is_reopened,
    c.unscored_because,
from tasks as t
join task_status as x using (as_of, task_id)
join statuses as s using (as_of, status)
join task_scores as c using (as_of, task_id)
join task_returns as r using (as_of, task_id)
join pillars as l on l.as_of = t.as_of and l.pillar_id = t.pillar_id
left join task_status as b on b.as_of = $since and b.task_id = t.task_id  -- null: not there
left join target_progress as p on p.as_of = t.as_of and p.target_id = x.worst_target_id  -- null: a milestone
where t.as_of = $as_of and t.unit_id = $unit_id and ($plan_year is null or t.plan_year = $plan_year)
order by s.severity, x.deviation_points nulls last, x.deciding_due_on, t.plan_year, t.item_no
