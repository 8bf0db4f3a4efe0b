-- How did a unit's tasks stand at each snapshot, and what did it return?
--
-- Grain: as_of, unit_then_id
-- Params: as_of, lang, unit_id, plan_year
-- Columns: as_of, unit_then_id, unit_then, n_tasks, n_scored_tasks, n_done, n_on_track,
-- n_not_started, n_at_risk, n_behind, n_overdue, n_stale, score, position, has_return, is_on_time,
-- received_at, n_sent_back, unit_note, return_sha256
-- Of the tasks of one plan year; a null plan_year means all years together. Newest first, up to the
-- as-of date, and before those of the unit the rows of the units it succeeded, until it did.
-- unit_then is the name of the row's unit as it stood on that date. The return's columns are null
-- where none was accepted, position below the league minimum, score without a scored task.
select
    n.as_of,
    n.unit_id as unit_then_id,
    u.unit[$lang] as unit_then,
    n.n_tasks,
    n.n_scored_tasks,
    n.n_done,
    n.n_on_track,
    n.n_not_started,
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
from unit_lines as l
join
    unit_scores_history as n
    on n.unit_id = l.ancestor_id
    and n.as_of <= l.as_of
    and n.as_of < coalesce(l.until_on, date '9999-12-31')
join units_history as u on u.as_of = n.as_of and u.unit_id = n.unit_id
left join returns_history as r on r.as_of = n.as_of and r.unit_id = n.unit_id  -- null: no return accepted
where l.as_of = $as_of and l.unit_id = $unit_id and n.plan_year is not distinct from $plan_year
order by n.as_of desc, n.unit_id
