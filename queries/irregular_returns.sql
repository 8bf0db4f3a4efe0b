-- Which returns came late, were sent back or never came between two snapshots?
--
-- Grain: period_ends_on, unit_id
-- Params: as_of, since, lang
-- Columns: period_ends_on, unit_id, unit, has_return, return_due_on, received_at, days_late,
-- n_sent_back
-- One row for each return a unit owed for a period in between that was not simply in time. Newest
-- period first; missing ones first, then the latest. received_at, days_late and n_sent_back are
-- null for a missing return; days_late is 0 for one sent back and still in time.
with
    owing as (
        select distinct as_of, unit_id,
        from targets
        where as_of > $since and as_of <= $as_of
        union
        select distinct as_of, unit_id,
        from tasks
        where as_of > $since and as_of <= $as_of
    )
select
    o.as_of as period_ends_on,
    o.unit_id,
    u.unit[$lang] as unit,
    r.unit_id is not null as has_return,
    coalesce(r.due_on, o.as_of + p.return_days) as return_due_on,
    r.received_at,
    case
        when r.received_at is not null
        then greatest(0, (r.received_at at time zone 'Asia/Shanghai')::date - r.due_on)
    end::integer as days_late,
    r.n_sent_back,
from owing as o
join plan as p using (as_of)
join units as u on u.as_of = o.as_of and u.unit_id = o.unit_id
left join returns as r on r.as_of = o.as_of and r.unit_id = o.unit_id  -- null: did not report
where r.unit_id is null or not r.is_on_time or r.n_sent_back > 0
order by o.as_of desc, has_return, days_late desc, r.n_sent_back desc, o.unit_id
