-- Which values is one unit asked for, and how far should each be by now?
--
-- Grain: target_id
-- Params: as_of, lang, unit_id
-- Columns: target_id, task_id, name, comparator, target_value, unit_scale, unit_of_measure, due_on,
-- last_value, last_measured_on, expected_share, expected_value
-- task_id is null for a target of a measure. Values stand as the register writes them, before
-- unit_scale. What is expected is counted to the as-of date, when the period ends, since the value
-- is still to come; it is null where the way to the target is not measured (docs/method.md). last_*
-- are null where no value was ever reported.
select
    g.target_id,
    g.task_id,
    g.target[$lang] as name,
    g.comparator,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    g.due_on,
    p.value as last_value,
    p.measured_on as last_measured_on,
    p.expected_now_share as expected_share,
    p.baseline + p.expected_now_share * (g.target_value - p.baseline) as expected_value,
from targets as g
join target_progress as p using (as_of, target_id)
where g.as_of = $as_of and g.unit_id = $unit_id
order by g.plan_year, g.sort_key, g.target_id
