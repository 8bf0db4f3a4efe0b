-- Which units reported on time?
--
-- Grain: unit_id
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, has_return, received_at, n_due, n_received, n_on_time, n_missing,
-- n_sent_back, on_time_share, n_task_periods, n_stale_periods, last_return_as_of
-- Every unit that owed returns, over the snapshots up to the as-of date in which the plan year had
-- tasks, over all where it is null. What a unit owed before it was succeeded counts with its heir.
-- n_task_periods counts each task of the plan year at each snapshot, n_stale_periods those that
-- were stale; both are 0 for a unit without tasks. has_return is null where nothing is owed for the
-- as-of date, received_at where nothing came for it, last_return_as_of where nothing was ever
-- accepted. The highest share on time first, then the fewest sent back.
with
    followed as (
        select a.unit_id, t.as_of, t.status,
        from task_status_history as t
        join pasts as a on a.past_as_of = t.as_of and a.past_unit_id = t.unit_id
        where a.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
    ),
    owed as (
        select a.unit_id, o.* exclude (unit_id),
        from owed_returns_history as o
        join pasts as a on a.past_as_of = o.as_of and a.past_unit_id = o.unit_id
        where a.as_of = $as_of and ($plan_year is null or o.as_of in (select as_of, from followed))
    ),
    counted as (
        select
            unit_id,
            bool_or(has_return) filter (where as_of = $as_of) as has_return,
            max(received_at) filter (where as_of = $as_of) as received_at,
            count(*)::integer as n_due,
            count(*) filter (where has_return)::integer as n_received,
            count(*) filter (where is_on_time)::integer as n_on_time,
            count(*) filter (where not has_return)::integer as n_missing,
            coalesce(sum(n_sent_back), 0)::integer as n_sent_back,
            max(as_of) filter (where has_return) as last_return_as_of,
        from owed
        group by unit_id
    ),
    silent as (
        select
            unit_id,
            count(*)::integer as n_task_periods,
            count(*) filter (where status = 'stale')::integer as n_stale_periods,
        from followed
        group by unit_id
    )
select
    c.unit_id,
    u.unit[$lang] as unit,
    c.has_return,
    c.received_at,
    c.n_due,
    c.n_received,
    c.n_on_time,
    c.n_missing,
    c.n_sent_back,
    c.n_on_time / nullif(c.n_due, 0) as on_time_share,
    coalesce(s.n_task_periods, 0) as n_task_periods,
    coalesce(s.n_stale_periods, 0) as n_stale_periods,
    c.last_return_as_of,
from counted as c
join units as u on u.as_of = $as_of and u.unit_id = c.unit_id
left join silent as s on s.unit_id = c.unit_id  -- null: no task
order by on_time_share desc, c.n_sent_back, c.unit_id
