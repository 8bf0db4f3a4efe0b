-- Which values of one target were measured, what was expected, and where is it heading?
--
-- Grain: series, measured_on
-- Params: as_of, lang, target_id
-- Columns: target_id, measured_on, value, series, comparator, unit_scale, unit_of_measure
-- Series: measured (one point for each measurement), target (a level line), expected (from baseline
-- to target, where there is an expected share), and forecast_low, forecast_mid, forecast_high (from
-- the newest measurement to the deadline, where there is a forecast).
with
    placed as (
        select g.* exclude (baseline), p.measured_on, p.value, p.baseline, p.counted_from,
        from targets as g
        join target_progress as p using (as_of, target_id)
        where g.as_of = $as_of and g.target_id = $target_id
    ),
    points as (
        select target_id, measured_on, value, 'measured' as series,
        from measurements
        where as_of = $as_of and target_id = $target_id
        union all
        select target_id, unnest([starts_on, due_on]), target_value, 'target',
        from placed
        union all
        select
            target_id, unnest([counted_from, due_on]), unnest([baseline, target_value]), 'expected',
        from placed
        where counted_from is not null
        union all
        select
            target_id, unnest([measured_on, due_on]), unnest([value, forecast_low]), 'forecast_low',
        from placed
        join forecast using (as_of, target_id)
        union all
        select
            target_id, unnest([measured_on, due_on]), unnest([value, forecast_mid]), 'forecast_mid',
        from placed
        join forecast using (as_of, target_id)
        union all
        select
            target_id,
            unnest([measured_on, due_on]),
            unnest([value, forecast_high]),
            'forecast_high',
        from placed
        join forecast using (as_of, target_id)
    )
select
    p.target_id,
    p.measured_on,
    p.value,
    p.series,
    g.comparator,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
from points as p
join targets as g on g.as_of = $as_of and g.target_id = p.target_id
order by p.series, p.measured_on
