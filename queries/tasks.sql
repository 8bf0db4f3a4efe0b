-- Which tasks are there, and how does each stand?
--
-- Grain: task_id
-- Params: as_of, lang, plan_year, pillar_id, unit_id
-- Columns: task_id, item_no, task, pillar_id, pillar, measure_id, measure, measure_pillar_id,
-- is_other_pillars_measure, unit_id, unit, responsible_person, profile, status, rule,
-- status_before, status_since, attainment_share, expected_share, deviation_points, n_targets,
-- n_targets_unmet, stage, starts_on, due_on, original_due_on, deciding_due_on, days_left,
-- finished_on, is_late, reported_status, is_rosier, is_reopened, is_first_value, unscored_because,
-- last_known_status, last_known_as_of, source
-- In the plan's order. A null plan_year, pillar_id or unit_id means all. days_left runs to
-- deciding_due_on, as in task_status, and is negative after it. What is built on targets is null
-- for a milestone, and what was reported where nothing was. last_known_* are null unless the task
-- is stale. Attainment, expected share and deviation are of the target that decides;
-- is_first_value: its only value is its baseline, so it has none yet. unscored_because, as in
-- task_scores, is null for a task that is scored.
select
    t.task_id,
    t.item as item_no,
    t.title[$lang] as task,
    t.pillar_id,
    l.short[$lang] as pillar,
    t.measure_id,
    m.title[$lang] as measure,
    m.pillar_id as measure_pillar_id,
    m.pillar_id <> t.pillar_id as is_other_pillars_measure,
    t.unit_id,
    u.unit[$lang] as unit,
    t.responsible_person,
    t.profile,
    x.status,
    x.rule,
    x.status_before,
    x.status_since,
    x.attainment_share,
    x.expected_share,
    x.deviation_points,
    x.n_targets,
    x.n_targets_unmet,
    r.stage,
    t.starts_on,
    t.due_on,
    t.original_due_on,
    x.deciding_due_on,
    x.days_left,
    x.finished_on,
    x.is_late,
    x.reported_status,
    x.is_rosier,
    x.is_reopened,
    coalesce(p.is_first_value, false) as is_first_value,
    c.unscored_because,
    x.last_known_status,
    x.last_known_as_of,
    t.source,
from tasks as t
join task_status as x using (as_of, task_id)
join task_scores as c using (as_of, task_id)
join task_returns as r using (as_of, task_id)
join pillars as l on l.as_of = t.as_of and l.pillar_id = t.pillar_id
join measures as m on m.as_of = t.as_of and m.measure_id = t.measure_id
join units as u on u.as_of = t.as_of and u.unit_id = t.unit_id
left join target_progress as p on p.as_of = t.as_of and p.target_id = x.worst_target_id  -- null: a milestone
where
    t.as_of = $as_of
    and ($plan_year is null or t.plan_year = $plan_year)
    and ($pillar_id is null or t.pillar_id = $pillar_id)
    and ($unit_id is null or t.unit_id = $unit_id)
order by t.plan_year, t.item_no
