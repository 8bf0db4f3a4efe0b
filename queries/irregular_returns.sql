-- Which returns came late, were sent back or never came between two snapshots?
--
-- Grain: period_ends_on, unit_id
-- Params: as_of, since, lang
-- Columns: period_ends_on, unit_id, unit, has_return, return_due_on, received_at, days_late,
-- n_sent_back
-- One row for each return owed for a period in between that was not simply on time. The newest
-- period first; in it the missing ones, then the latest. received_at, days_late and n_sent_back are
-- null for a missing return; days_late is 0 for one that was sent back and still came on time. A
-- null since gives no row.
select
    o.as_of as period_ends_on,
    o.unit_id,
    u.unit[$lang] as unit,
    o.has_return,
    o.return_due_on,
    o.received_at,
    o.days_late,
    o.n_sent_back,
from owed_returns_history as o
join units_history as u using (as_of, unit_id)
where o.as_of > $since and o.as_of <= $as_of and (not o.has_return or o.is_late or o.is_sent_back)
order by o.as_of desc, o.has_return, o.days_late desc, o.n_sent_back desc, o.unit_id
