-- How far is each target, how far should it be, and where will it end?
--
-- Grain: target_id
-- Params: as_of, lang, pillar_id, unit_id, task_id, plan_year, status, owner
-- Columns: target_id, name, task_id, measure_id, pillar_id, pillar, unit_id, unit, comparator,
-- basis, value, measured_on, value_age_days, is_value_old, is_carried_forward, target_value,
-- unit_scale, unit_of_measure, is_countable, baseline, baseline_on, is_first_value_baseline,
-- is_first_value, attainment_share, of_target_share, expected_share, deviation_points, distance,
-- forecast_low, forecast_mid, forecast_high, forecast_low_share, forecast_mid_share,
-- forecast_high_share, reaching_share, n_measurements, is_too_few, forecast_minimum,
-- required_per_week, recent_per_week, pace_days, is_met, status, rule, starts_on, due_on,
-- plan_year, notes, source
-- A null parameter means all; owner is task or measure. plan_year chooses the tasks' targets: those
-- of measures run over years and belong to each. value is null where none was reported.
-- attainment_share and what is built on it are null where the way to the target is not measured,
-- and of_target_share, value / target value, is null where it is. Forecasts are null where there
-- are too few measurements (is_too_few), for ranks, and where the deadline is not ahead; their
-- shares stand on the attainment's scale. reaching_share is the share of the slopes that reach the
-- target in time. The ends of the range are null where a forecast has none. task_id is null for a
-- measure's target.
select
    g.target_id,
    g.target[$lang] as name,
    g.task_id,
    g.measure_id,
    g.pillar_id,
    l.short[$lang] as pillar,
    g.unit_id,
    u.unit[$lang] as unit,
    g.comparator,
    g.basis,
    p.value,
    p.measured_on,
    p.value_age_days,
    p.is_value_old,
    p.is_carried_forward,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    g.is_countable,
    p.baseline,
    p.baseline_on,
    p.is_first_value_baseline,
    p.is_first_value,
    p.attainment_share,
    p.of_target_share,
    p.expected_share,
    p.deviation_points,
    p.distance,
    f.forecast_low,
    f.forecast_mid,
    f.forecast_high,
    case
        when p.attainment_share is not null
        then (f.forecast_low - p.baseline) / nullif(g.target_value - p.baseline, 0)
    end as forecast_low_share,
    case
        when p.attainment_share is not null
        then (f.forecast_mid - p.baseline) / nullif(g.target_value - p.baseline, 0)
    end as forecast_mid_share,
    case
        when p.attainment_share is not null
        then (f.forecast_high - p.baseline) / nullif(g.target_value - p.baseline, 0)
    end as forecast_high_share,
    f.reaching_share,
    s.n_measurements::integer as n_measurements,
    s.is_too_few,
    r.forecast_minimum,
    f.required_per_week,
    f.recent_per_week,
    r.pace_days,
    p.is_met,
    x.status,
    x.rule,
    g.starts_on,
    g.due_on,
    g.plan_year,
    g.notes,
    g.source,
from targets as g
join plan as r using (as_of)
left join tasks as t using (as_of, task_id)  -- null: a measure's target
join target_progress as p using (as_of, target_id)
join target_status as x using (as_of, target_id)
join newest_values as s using (as_of, target_id)
join pillars as l on l.as_of = g.as_of and l.pillar_id = g.pillar_id
join units as u on u.as_of = g.as_of and u.unit_id = g.unit_id
left join forecast as f on f.as_of = g.as_of and f.target_id = g.target_id  -- null: no forecast
where
    g.as_of = $as_of
    and ($pillar_id is null or g.pillar_id = $pillar_id)
    and ($unit_id is null or g.unit_id = $unit_id)
    and ($task_id is null or g.task_id = $task_id)
    and ($plan_year is null or g.task_id is null or t.plan_year = $plan_year)
    and ($status is null or x.status = $status)
    and ($owner is null or $owner = case when g.task_id is null then 'measure' else 'task' end)
order by g.plan_year, g.sort_key, g.target_id
