-- How far are the targets of each pillar's tasks, beside how far they should be?
--
-- Grain: as_of, pillar_id
-- Columns: as_of, pillar_id, attainment_share, expected_share, n_measured, n_targets, n_met
-- Means over the targets that have an attainment (n_measured of n_targets), cut to 0-1, and of the
-- expected shares of the same targets; null where none has. A pillar without targets has no row.
select
    as_of,
    g.pillar_id,
    avg(p.cut_attainment_share) as attainment_share,
    avg(p.expected_share) as expected_share,
    count(p.cut_attainment_share)::integer as n_measured,
    count(*)::integer as n_targets,
    count(*) filter (where x.status = 'done')::integer as n_met,
from targets as g
join target_progress as p using (as_of, target_id)
join target_status as x using (as_of, target_id)
where g.task_id is not null
group by as_of, g.pillar_id
