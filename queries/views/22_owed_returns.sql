-- Which returns were owed, and what became of each?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, return_due_on, has_return, received_at, days_late, is_on_time, is_late,
-- n_sent_back, is_sent_back
-- Every unit answerable for a task or a target owes one return a period. Where none came,
-- received_at, days_late and n_sent_back are null, and the return is neither on time nor late.
with
    owing as (
        select as_of, unit_id,
        from tasks
        union
        select as_of, unit_id,
        from targets
    )
select
    o.as_of,
    o.unit_id,
    coalesce(r.due_on, p.return_due_on) as return_due_on,
    r.unit_id is not null as has_return,
    r.received_at,
    r.days_late,
    coalesce(r.is_on_time, false) as is_on_time,
    coalesce(not r.is_on_time, false) as is_late,
    r.n_sent_back,
    coalesce(r.n_sent_back > 0, false) as is_sent_back,
from owing as o
join plan as p using (as_of)
left join returns as r on r.as_of = o.as_of and r.unit_id = o.unit_id  -- null: did not report
