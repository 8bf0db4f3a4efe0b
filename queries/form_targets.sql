-- Which values is one unit asked for, and how far should each be by now?
--
-- Grain: target_id
-- Params: as_of, lang, unit_id
-- Columns: target_id, name, comparator, target_value, unit_scale, unit_of_measure, due_on,
-- last_value, last_measured_on, expected_share, expected_value
-- Values stand as the register writes them, before unit_scale. Expected is what time would have it
-- on the as-of date, and null where the way to the target is not measured (docs/method.md).
with
    started as (
        select
            g.*,
            p.value as last_value,
            p.measured_on as last_measured_on,
            p.baseline as baseline_in_force,
            greatest(g.starts_on, coalesce(p.baseline_on, g.starts_on)) as counted_from,
            case
                when g.comparator in ('at_least', 'about')
                then p.baseline < g.target_value
                when g.comparator = 'at_most'
                then p.baseline > g.target_value
                else false
            end as is_measured,
        from targets as g
        join target_progress as p using (as_of, target_id)
        where g.as_of = $as_of and g.unit_id = $unit_id
    ),
    expected as (
        select
            *,
            case
                when is_measured and counted_from < due_on
                then
                    greatest(0, least(1, (as_of - counted_from) / nullif(due_on - counted_from, 0)))
            end as expected_share,
        from started
    )
select
    target_id,
    target[$lang] as name,
    comparator,
    target_value,
    unit_scale,
    unit_of_measure[$lang] as unit_of_measure,
    due_on,
    last_value,
    last_measured_on,
    expected_share,
    baseline_in_force + expected_share * (target_value - baseline_in_force) as expected_value,
from expected
order by plan_year, sort_key, target_id
