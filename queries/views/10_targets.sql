-- What numbers does the plan promise, and who answers for each?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, task_id, measure_id, pillar_id, unit_id, plan_year, sort_key, target,
-- comparator, side, target_value, met_from, unit_scale, unit_of_measure, is_countable, basis,
-- baseline, baseline_on, starts_on, due_on, value_days, notes, source
-- A target belongs to a task, whose unit answers for it, or to a measure, whose lead unit does.
-- task_id is null for the latter; measure_id is never null. plan_year is the year of the deadline.
-- side is 1 where more is better and -1 where less is; met_from is the value from which, on that
-- side, the target is met. baseline is null where the register states none; baseline_on and notes
-- may be null as well. is_countable: its values are whole numbers. value_days is the plan's where
-- the target has none of its own. The tolerance of about asks for no more than the target, which
-- for a negative one it would. A target goes with its task when the year of that is closed. target
-- names the year where another year has a target of that name.
with
    named as (
        select *, min(year(due_on)) over by_name < max(year(due_on)) over by_name as is_other_year,
        from published.targets as g
        anti join
            withdrawn as w on w.as_of = g.as_of and w.object = 'targets' and w.id = g.target_id
        where g.is_current
        window by_name as (partition by as_of, name_zh)
    )
select
    g.as_of,
    g.target_id,
    g.task_id,
    coalesce(g.measure_id, t.measure_id) as measure_id,
    coalesce(t.pillar_id, m.pillar_id) as pillar_id,
    coalesce(t.unit_id, m.lead_unit_id) as unit_id,
    year(g.due_on)::integer as plan_year,
    coalesce(t.item_no, 100000 + g.measure_id)::integer as sort_key,
    case
        when g.is_other_year
        then
            map{
                'zh':g.name_zh || '（' || year(g.due_on) || '年）',
                'en':g.name_en || ' (' || year(g.due_on) || ')'
            }
        else map{'zh':g.name_zh, 'en':g.name_en}
    end as target,
    g.comparator,
    case when g.comparator in ('at_least', 'about') then 1 else -1 end as side,
    g.target_value,
    case
        when g.comparator = 'about'
        then least(g.target_value, round((1 - p.about_tolerance) * g.target_value, 9))
        else g.target_value
    end as met_from,
    g.unit_scale,
    map{'zh':g.unit_of_measure_zh, 'en':g.unit_of_measure_en} as unit_of_measure,
    g.is_countable,
    g.basis,
    g.baseline,
    g.baseline_on,
    g.starts_on,
    g.due_on,
    coalesce(g.value_days, p.value_days) as value_days,
    g.notes,
    g.source,
from named as g
join plan as p on p.as_of = g.as_of
left join tasks as t on t.as_of = g.as_of and t.task_id = g.task_id  -- null: a measure's target
left join measures as m on m.as_of = g.as_of and m.measure_id = g.measure_id  -- null: a task's target
where g.task_id is null or t.task_id is not null
