-- How does each responsible unit stand, and how did it stand at the snapshot before?
--
-- Grain: as_of, plan_year, unit_id
-- Columns: as_of, plan_year, unit_id, n_tasks, n_scored_tasks, n_unchecked, n_unreported,
-- n_unbegun, points, score, n_done, n_on_track, n_not_started, n_at_risk, n_behind, n_overdue,
-- n_stale, mean_attainment_share, n_attainment, position, position_before, score_before
-- All years together have a null plan_year. What was before is that of the same plan year, and of
-- the one unit it succeeded where the unit had no task of it then; null where there was none, or
-- more than one.
with
    earlier as (
        select
            l.as_of,
            l.unit_id,
            b.plan_year,
            b.position,
            b.score,
            l.until_on is null as is_own,
            count(*) over (partition by l.as_of, l.unit_id, b.plan_year) as n_units,
        from unit_lines as l
        join snapshots as s using (as_of)
        join unit_scores_history as b on b.as_of = s.previous_as_of and b.unit_id = l.ancestor_id
    )
select r.*, b.position as position_before, b.score as score_before,
from unit_scores as r
left join
    earlier as b  -- null: no task then
    on b.as_of = r.as_of
    and b.unit_id = r.unit_id
    and b.plan_year is not distinct from r.plan_year
    and (b.is_own or b.n_units = 1)
