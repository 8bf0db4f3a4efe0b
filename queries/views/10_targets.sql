-- What numbers does the plan promise, and who answers for each?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, task_id, measure_id, pillar_id, unit_id, plan_year, sort_key, target,
-- comparator, side, target_value, met_from, unit_scale, unit_of_measure, basis, baseline,
-- baseline_on, starts_on, due_on, notes, source
-- A target belongs to a task, whose unit answers for it, or to a measure, whose lead unit does.
-- task_id is null for the latter; measure_id is never null. plan_year is the year of the deadline.
-- side is 1 where more is better and -1 where less is; met_from is the value from which, on that
-- side, the target is met. baseline is null where the register states none; baseline_on and notes
-- may be null as well.
select
    g.as_of,
    g.target_id,
    g.task_id,
    coalesce(g.measure_id, t.measure_id) as measure_id,
    coalesce(t.pillar_id, m.pillar_id) as pillar_id,
    coalesce(t.unit_id, m.lead_unit_id) as unit_id,
    year(g.due_on)::integer as plan_year,
    coalesce(t.item_no, 100000 + g.measure_id)::integer as sort_key,
    map{'zh':g.name_zh, 'en':g.name_en} as target,
    g.comparator,
    case when g.comparator in ('at_least', 'about') then 1 else -1 end as side,
    g.target_value,
    case
        when g.comparator = 'about'
        then round((1 - p.about_tolerance) * g.target_value, 9)
        else g.target_value
    end as met_from,
    g.unit_scale,
    map{'zh':g.unit_of_measure_zh, 'en':g.unit_of_measure_en} as unit_of_measure,
    g.basis,
    g.baseline,
    g.baseline_on,
    g.starts_on,
    g.due_on,
    g.notes,
    g.source,
from published.targets as g
join plan as p on p.as_of = g.as_of
left join tasks as t on t.as_of = g.as_of and t.task_id = g.task_id  -- null: a measure's target
left join measures as m on m.as_of = g.as_of and m.measure_id = g.measure_id  -- null: a task's target
where g.is_current
