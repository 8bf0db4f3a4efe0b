-- How often did each unit judge its tasks better than the figures do?
--
-- Grain: unit_id
-- Params: as_of, lang
-- Columns: unit_id, unit, n_judged, n_rosier, rosier_share, n_rosier_now
-- Over all snapshots up to the as-of date. n_judged counts every task in every period in which the
-- unit judged it, n_rosier those of them flagged as rosier, n_rosier_now the tasks flagged on the
-- as-of date. rosier_share is null for a unit that never judged. The highest share first.
with
    counted as (
        select
            unit_id,
            count(*) filter (where is_judged)::integer as n_judged,
            count(*) filter (where is_rosier)::integer as n_rosier,
            count(*) filter (where is_rosier and as_of = $as_of)::integer as n_rosier_now,
        from task_status_history
        where as_of <= $as_of
        group by unit_id
    )
select
    c.unit_id,
    u.unit[$lang] as unit,
    c.n_judged,
    c.n_rosier,
    c.n_rosier / nullif(c.n_judged, 0) as rosier_share,
    c.n_rosier_now,
from counted as c
join units as u on u.as_of = $as_of and u.unit_id = c.unit_id
order by rosier_share desc nulls last, c.n_rosier desc, c.unit_id
