-- Where does one task stand, why, and who is responsible?
--
-- Grain: task_id
-- Params: as_of, lang, task_id
-- Columns: task_id, item_no, plan_year, task, pillar_id, pillar, measure_id, measure,
-- measure_pillar_id, unit_id, unit, responsible_person, profile, starts_on, due_on,
-- original_due_on, days_left, source, status, rule, due_state, deciding_due_on, worst_target_id,
-- worst_target, n_targets, n_targets_unmet, attainment_share, expected_share, deviation_points,
-- mean_attainment_share, n_attainment, finished_on, is_late, has_return, is_carried_forward,
-- reported_status, is_rosier, status_before, status_since, last_known_status, last_known_as_of,
-- n_stale_in_row, is_reopened, stage, is_done, narrative, reason, next_step, next_step_on,
-- next_step_days_past, n_same_next_step, n_same_narrative, act, acting_unit_id, acting_unit,
-- act_text, act_on, act_days_past, evidence, reported_on, reported_by, return_sha256,
-- previous_task_id, next_task_id
-- What was reported is null where nothing ever was. Who must act, and how, is as in acts, and null
-- where nobody must. worst_target and what is built on targets are null for a milestone.
-- previous_task_id and next_task_id follow the plan's order, and are null at its ends.
with
    neighbours as (
        select
            task_id,
            lag(task_id) over in_order as previous_task_id,
            lead(task_id) over in_order as next_task_id,
        from tasks
        where as_of = $as_of
        window in_order as (order by plan_year, item_no)
    )
select
    t.task_id,
    t.item as item_no,
    t.plan_year,
    t.title[$lang] as task,
    t.pillar_id,
    l.title[$lang] as pillar,
    t.measure_id,
    m.title[$lang] as measure,
    m.pillar_id as measure_pillar_id,
    t.unit_id,
    u.unit[$lang] as unit,
    t.responsible_person,
    t.profile,
    t.starts_on,
    t.due_on,
    t.original_due_on,
    x.days_left,
    t.source,
    x.status,
    x.rule,
    x.due_state,
    x.deciding_due_on,
    x.worst_target_id,
    g.target[$lang] as worst_target,
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
    x.is_rosier,
    x.status_before,
    x.status_since,
    x.last_known_status,
    x.last_known_as_of,
    x.n_stale_in_row,
    x.is_reopened,
    r.stage,
    r.is_done,
    r.narrative,
    r.reason,
    r.next_step,
    r.next_step_on,
    w.next_step_days_past,
    w.n_same_next_step,
    w.n_same_narrative,
    y.act,
    y.acting_unit_id,
    b.unit[$lang] as acting_unit,
    y.act_text,
    y.act_on,
    y.act_days_past,
    r.evidence,
    r.reported_on,
    r.reported_by,
    r.return_sha256,
    n.previous_task_id,
    n.next_task_id,
from tasks as t
join task_status as x using (as_of, task_id)
join task_returns as r using (as_of, task_id)
join repeated_words as w using (as_of, task_id)
join pillars as l on l.as_of = t.as_of and l.pillar_id = t.pillar_id
join measures as m on m.as_of = t.as_of and m.measure_id = t.measure_id
join units as u on u.as_of = t.as_of and u.unit_id = t.unit_id
join neighbours as n on n.task_id = t.task_id
left join targets as g on g.as_of = t.as_of and g.target_id = x.worst_target_id  -- null: no target
left join acts as y on y.as_of = t.as_of and y.task_id = t.task_id  -- null: nobody must act
left join units as b on b.as_of = t.as_of and b.unit_id = y.acting_unit_id  -- null: nobody must act
where t.as_of = $as_of and t.task_id = $task_id
