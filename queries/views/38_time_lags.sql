-- How far behind time is each target, and each pillar on the average of its targets?
--
-- Grain: as_of, kind, id, plan_year
-- Columns: as_of, kind, id, plan_year, attainment_share, expected_share, deviation_points,
-- is_behind_time, is_far_behind_time
-- kind is target or pillar. A pillar's shares are means over those targets of its tasks that have
-- an attainment, each cut to 0-1, once for each plan year and once for all, where plan_year is
-- null; a target's plan_year is that of its task, null for a measure's. What has no attainment is
-- not behind.
with
    counted as (
        select
            p.as_of,
            'target' as kind,
            p.target_id as id,
            t.plan_year,
            p.attainment_share,
            p.expected_share,
            p.deviation_points,
        from target_progress as p
        join targets as g using (as_of, target_id)
        left join tasks as t using (as_of, task_id)  -- null: a measure's target
        union all
        select
            p.as_of,
            'pillar',
            t.pillar_id::varchar,
            t.plan_year,
            avg(p.cut_attainment_share),
            avg(p.expected_share),
            100 * (avg(p.cut_attainment_share) - avg(p.expected_share)),
        from target_progress as p
        join targets as g using (as_of, target_id)
        join tasks as t using (as_of, task_id)
        group by grouping sets ((p.as_of, t.pillar_id), (p.as_of, t.pillar_id, t.plan_year))
    )
select
    c.as_of,
    c.kind,
    c.id,
    c.plan_year,
    c.attainment_share,
    c.expected_share,
    round(c.deviation_points, 9) as deviation_points,
    coalesce(round(c.deviation_points, 9) <= - l.at_risk_points, false) as is_behind_time,
    coalesce(round(c.deviation_points, 9) < - l.behind_points, false) as is_far_behind_time,
from counted as c
join plan as l using (as_of)
