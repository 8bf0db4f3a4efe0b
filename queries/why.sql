-- Why does a task, target, measure, pillar or unit stand as it does?
--
-- Grain: kind, id
-- Params: as_of, lang, kind, id, plan_year
-- Columns: kind, id, n_tasks, n_attention, task_id, task, profile, status, rule, due_on, target_id,
-- target, comparator, value, measured_on, target_value, unit_scale, unit_of_measure, is_countable,
-- baseline, is_first_value_baseline, is_first_value, distance_done, distance_given,
-- attainment_share, counted_from, days_gone, days_given, expected_share, deviation_points,
-- n_measurements, forecast_low, forecast_mid, forecast_high, required_per_week, recent_per_week,
-- pace_days, is_met, stage, evidence, next_step, next_step_on, help_unit, help_needed_on,
-- reported_status, is_rosier, rosier_since, n_checkable, n_rosier, has_return, is_carried_forward,
-- is_judgement_carried, reported_on, return_sha256, received_at, at_risk_points, behind_points,
-- closing_days, warn_days, revision, published_at, manifest_sha256
-- What decided, as in the view deciding, with the rule's inputs and thresholds and the return they
-- came in. distance_done of distance_given make the attainment, days_gone of days_given the
-- expected share. is_carried_forward, return_sha256 and received_at are the value's or, for a
-- milestone, the report's. What belongs to a task is null for a measure's target, what belongs to a
-- target for a milestone, and stage, evidence and next step for a target. A null kind or id means
-- all. Measures, pillars and units stand as the tasks of the plan year have them, those of all
-- years where that is null; tasks and targets whatever their year.
with
    received as (
        select l.unit_id, r.return_sha256, min(r.received_at) as received_at,
        from receipts_history as r
        join unit_lines as l on l.ancestor_id = r.unit_id
        where r.as_of <= $as_of and l.as_of = $as_of
        group by l.unit_id, r.return_sha256
    )
select
    o.kind,
    o.id,
    o.n_tasks,
    o.n_attention,
    o.task_id,
    t.title[$lang] as task,
    t.profile,
    coalesce(y.status, x.status) as status,
    coalesce(y.rule, x.rule) as rule,
    coalesce(g.due_on, t.due_on) as due_on,
    o.target_id,
    g.target[$lang] as target,
    g.comparator,
    p.value,
    p.measured_on,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    g.is_countable,
    p.baseline,
    p.is_first_value_baseline,
    p.is_first_value,
    p.distance_done,
    p.distance_given,
    p.attainment_share,
    p.counted_from,
    p.days_gone,
    p.days_given,
    p.expected_share,
    p.deviation_points,
    f.n_measurements,
    f.forecast_low,
    f.forecast_mid,
    f.forecast_high,
    f.required_per_week,
    f.recent_per_week,
    l.pace_days,
    p.is_met,
    case when g.target_id is null then r.stage end as stage,
    case when g.target_id is null then r.evidence end as evidence,
    case when g.target_id is null then r.next_step end as next_step,
    case when g.target_id is null then r.next_step_on end as next_step_on,
    a.unit[$lang] as help_unit,
    h.help_needed_on,
    r.reported_status,
    x.is_rosier,
    j.rosier_since,
    j.n_checkable,
    j.n_rosier,
    coalesce(y.has_return, x.has_return) as has_return,
    coalesce(v.is_carried_forward, r.is_carried_forward) as is_carried_forward,
    r.is_carried_forward as is_judgement_carried,
    r.reported_on,
    case when g.target_id is null then r.return_sha256 else v.return_sha256 end as return_sha256,
    c.received_at,
    l.at_risk_points,
    l.behind_points,
    l.closing_days,
    l.warn_days,
    s.revision,
    s.published_at,
    s.manifest_sha256,
from deciding as o
join snapshots as s using (as_of)
join plan as l using (as_of)
left join tasks as t using (as_of, task_id)  -- null: a measure's target
left join task_status as x using (as_of, task_id)  -- null: a measure's target
left join task_returns as r using (as_of, task_id)  -- null: a measure's target
left join task_judgement as j using (as_of, task_id)  -- null: a measure's target
left join help_by_task as h on h.as_of = o.as_of and h.task_id = o.task_id and h.is_help_overdue  -- null: none is overdue
left join units as a on a.as_of = o.as_of and a.unit_id = h.help_unit_id  -- null: none is overdue
left join targets as g using (as_of, target_id)  -- null: a milestone
left join target_progress as p using (as_of, target_id)  -- null: a milestone
left join target_status as y using (as_of, target_id)  -- null: a milestone
left join target_values as v using (as_of, target_id)  -- null: a milestone
left join forecast as f using (as_of, target_id)  -- null: a milestone, or no forecast
left join
    received as c  -- null: never reported
    on c.unit_id = coalesce(g.unit_id, t.unit_id)
    and c.return_sha256
    = case when g.target_id is null then r.return_sha256 else v.return_sha256 end
where
    o.as_of = $as_of
    and ($kind is null or o.kind = $kind)
    and ($id is null or o.id = $id)
    and (o.kind in ('task', 'target') or o.plan_year is not distinct from $plan_year)
order by o.kind, o.id
