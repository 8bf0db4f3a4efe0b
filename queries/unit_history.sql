-- How did a unit's tasks stand at each snapshot, and what did it return?
--
-- Grain: as_of
-- Params: as_of, unit_id
-- Columns: as_of, n_tasks, n_done, n_on_track, n_at_risk, n_behind, n_overdue, n_stale, score,
-- position, has_return, is_on_time, received_at, n_sent_back, unit_note, return_sha256
-- Newest first, up to the as-of date. The return's columns are null where none was accepted,
-- position below the league minimum.
select
    n.as_of,
    n.n_tasks,
    n.n_done,
    n.n_on_track,
    n.n_at_risk,
    n.n_behind,
    n.n_overdue,
    n.n_stale,
    n.score,
    n.position,
    r.unit_id is not null as has_return,
    r.is_on_time,
    r.received_at,
    r.n_sent_back,
    r.unit_note,
    r.return_sha256,
from unit_scores_history as n
left join returns_history as r using (as_of, unit_id)  -- null: no return accepted
where n.as_of <= $as_of and n.unit_id = $unit_id
order by n.as_of desc
