-- Which values did a restatement of the as-of date change?
--
-- Grain: as_of, revision, target_id
-- Columns: as_of, revision, target_id, value_before, value, target, task_id, unit, comparator,
-- target_value, unit_scale, unit_of_measure, plan_year, sort_key
-- value_before is that of the revision before. What describes the target is as in the revision in
-- force, null where the register no longer holds it.
select
    v.as_of,
    v.revision,
    v.target_id,
    b.value as value_before,
    v.value,
    g.target,
    g.task_id,
    u.unit,
    g.comparator,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure,
    g.plan_year,
    g.sort_key,
from published.target_values as v
join
    published.target_values as b
    on b.as_of = v.as_of
    and b.revision = v.revision - 1
    and b.target_id = v.target_id
left join targets as g on g.as_of = v.as_of and g.target_id = v.target_id  -- null: no longer registered
left join units as u on u.as_of = g.as_of and u.unit_id = g.unit_id  -- null: the same
where v.value is distinct from b.value or v.measured_on is distinct from b.measured_on
