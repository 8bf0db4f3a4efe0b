-- How does each responsible unit stand, and how did it stand at the snapshot before?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, n_tasks, points, score, n_done, n_on_track, n_at_risk, n_behind,
-- n_overdue, n_stale, mean_attainment_share, n_attainment, position, position_before, score_before
-- What was before is null where the unit had no task then.
select r.*, b.position as position_before, b.score as score_before,
from unit_scores as r
join snapshots as s using (as_of)
left join unit_scores_history as b on b.as_of = s.previous_as_of and b.unit_id = r.unit_id  -- null: no task then
