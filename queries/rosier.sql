-- How often did each unit judge its tasks better than the figures do?
--
-- Grain: unit_id
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, n_judged, n_checkable, n_rosier, rosier_share, n_rosier_now
-- Over all snapshots up to the as-of date and the tasks of the plan year, all tasks where that is
-- null. What a unit judged before it was succeeded counts with its heir. n_judged counts every task
-- in every period in which the unit judged it, n_checkable those of them that the figures could
-- contradict (is_checkable in task_scores), n_rosier those of the latter flagged as rosier,
-- n_rosier_now the tasks flagged on the as-of date. rosier_share is n_rosier of n_checkable, null
-- where that is 0. The highest share first.
with
    judged as (
        select a.unit_id, x.as_of, x.is_judged, x.is_rosier, s.is_checkable,
        from task_status_history as x
        join task_scores_history as s using (as_of, task_id)
        join pasts as a on a.past_as_of = x.as_of and a.past_unit_id = x.unit_id
        where a.as_of = $as_of and ($plan_year is null or x.plan_year = $plan_year)
    ),
    counted as (
        select
            unit_id,
            count(*) filter (where is_judged)::integer as n_judged,
            count(*) filter (where is_judged and is_checkable)::integer as n_checkable,
            count(*) filter (where is_rosier)::integer as n_rosier,
            count(*) filter (where is_rosier and as_of = $as_of)::integer as n_rosier_now,
        from judged
        group by unit_id
    )
select
    c.unit_id,
    u.unit[$lang] as unit,
    c.n_judged,
    c.n_checkable,
    c.n_rosier,
    c.n_rosier / nullif(c.n_checkable, 0) as rosier_share,
    c.n_rosier_now,
from counted as c
join units as u on u.as_of = $as_of and u.unit_id = c.unit_id
order by rosier_share desc nulls last, c.n_rosier desc, c.unit_id
