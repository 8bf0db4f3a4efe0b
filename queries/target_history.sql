-- Which values of one target were measured, what was expected, and where is it heading?
--
-- Grain: series, measured_on
-- Params: as_of, lang, target_id
-- Columns: target_id, measured_on, value, series, comparator, unit_scale, unit_of_measure,
-- is_countable
-- Series: measured (one point for each measurement), target (a level line), expected (from baseline
-- to target, where there is an expected share), year_end (what is expected at the end of each year
-- before that of the deadline), and forecast_low, forecast_mid, forecast_high (from the newest
-- measurement to the deadline, where there is a forecast and, for low and high, a range).
with
    placed as (
        select g.* exclude (baseline), p.measured_on, p.value, p.baseline, p.counted_from,
        from targets as g
        join target_progress as p using (as_of, target_id)
        where g.as_of = $as_of and g.target_id = $target_id
    ),
    years as (
        select
            target_id,
            baseline,
            target_value,
            counted_from,
            due_on,
            unnest([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) as n,  -- Spark unnests only a list written out
        from placed
        where counted_from is not null
    ),
    year_ends as (
        select
            target_id,
            baseline,
            target_value,
            ((year(counted_from) + n) || '-12-31')::date as year_ends_on,
            (year_ends_on - counted_from) / nullif(due_on - counted_from, 0) as share,
        from years
        where year(counted_from) + n < year(due_on)
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
        select target_id, year_ends_on, baseline + share * (target_value - baseline), 'year_end',
        from year_ends
        where share > 0
        union all
        select
            target_id, unnest([measured_on, due_on]), unnest([value, forecast_low]), 'forecast_low',
        from placed
        join forecast using (as_of, target_id)
        where forecast_low is not null
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
        where forecast_high is not null
    )
select
    p.target_id,
    p.measured_on,
    p.value,
    p.series,
    g.comparator,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    g.is_countable,
from points as p
join targets as g on g.as_of = $as_of and g.target_id = p.target_id
order by p.series, p.measured_on
