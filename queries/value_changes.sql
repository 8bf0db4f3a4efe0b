-- Which targets' values moved between two snapshots, and by how much?
--
-- Grain: target_id
-- Params: as_of, since, lang
-- Columns: target_id, name, task_id, unit_id, unit, comparator, value_before, value, difference,
-- target_value, unit_scale, unit_of_measure, attainment_share_before, attainment_share,
-- moved_points, measured_on_before, measured_on, status
-- Only targets whose value differs; one that was measured again with the same result has not moved.
-- The largest movement of attainment first, in percentage points; after them those without
-- attainment, in the plan's order. What was before is null where nothing was known, and difference
-- with it. A null since gives no row.
select
    g.target_id,
    g.target[$lang] as name,
    g.task_id,
    g.unit_id,
    u.unit[$lang] as unit,
    g.comparator,
    b.value as value_before,
    p.value,
    round(p.value - b.value, 9) as difference,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    b.attainment_share as attainment_share_before,
    p.attainment_share,
    round(100 * (p.attainment_share - b.attainment_share), 9) as moved_points,
    b.measured_on as measured_on_before,
    p.measured_on,
    x.status,
from targets as g
join target_progress as p using (as_of, target_id)
join target_status as x using (as_of, target_id)
join units as u on u.as_of = g.as_of and u.unit_id = g.unit_id
join target_progress as b on b.as_of = $since and b.target_id = g.target_id
where g.as_of = $as_of and p.value is distinct from b.value
order by abs(moved_points) desc nulls last, g.plan_year, g.sort_key, g.target_id
