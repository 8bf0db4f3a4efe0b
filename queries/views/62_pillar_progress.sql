-- How far are the targets of each pillar's tasks, beside how far they should be?
--
-- Grain: as_of, plan_year, pillar_id
-- Columns: as_of, plan_year, pillar_id, attainment_share, expected_share, deviation_points,
-- time_status, n_measured, n_targets, n_met
-- Means over the targets that have an attainment (n_measured of n_targets), cut to 0-1, and of the
-- expected shares of the same targets; null where none has, and so is time_status: what their
-- difference would be for a target, on_track, at_risk or behind. All years together have a null
-- plan_year; a pillar without targets has no row.
with
    counted as (
        select
            g.as_of,
            t.plan_year,
            t.pillar_id,
            count(p.attainment_share)::integer as n_measured,
            count(*)::integer as n_targets,
            count(*) filter (where x.status = 'done')::integer as n_met,
        from targets as g
        join tasks as t using (as_of, task_id)
        join target_progress as p using (as_of, target_id)
        join target_status as x using (as_of, target_id)
        group by grouping sets ((g.as_of, t.pillar_id), (g.as_of, t.plan_year, t.pillar_id))
    )
select
    c.as_of,
    c.plan_year,
    c.pillar_id,
    d.attainment_share,
    d.expected_share,
    d.deviation_points,
    case
        when d.deviation_points is null
        then null
        when d.is_far_behind_time
        then 'behind'
        when d.is_behind_time
        then 'at_risk'
        else 'on_track'
    end as time_status,
    c.n_measured,
    c.n_targets,
    c.n_met,
from counted as c
join
    time_lags as d
    on d.as_of = c.as_of
    and d.kind = 'pillar'
    and d.id = c.pillar_id::varchar
    and d.plan_year is not distinct from c.plan_year
