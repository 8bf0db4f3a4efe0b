-- How much help is waited for, and since when?
--
-- Grain: as_of
-- Params: as_of, plan_year, lang
-- Columns: as_of, n_requests, n_unanswered, n_unanswered_overdue, n_answered, n_answered_late,
-- longest_waiting_days, longest_unit, longest_asked_of_unit
-- longest_* tell of the open request that has waited longest, and are null where none is open.
-- n_answered_late counts the answers given after the day needed. A null plan_year means the tasks
-- of all years.
with
    asked as (
        select h.*, u.unit[$lang] as unit, a.unit[$lang] as asked_of_unit,
        from help_requests as h
        join tasks as t using (as_of, task_id)
        join units as u on u.as_of = h.as_of and u.unit_id = t.unit_id
        join units as a on a.as_of = h.as_of and a.unit_id = h.asked_of_unit_id
        where h.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
    )
select
    s.as_of,
    count(h.request_id)::integer as n_requests,
    count(*) filter (where h.is_open)::integer as n_unanswered,
    count(*) filter (where h.is_overdue)::integer as n_unanswered_overdue,
    count(h.answered_on)::integer as n_answered,
    count(*) filter (where h.help_state = 'late')::integer as n_answered_late,
    max(h.days_waiting) filter (where h.is_open) as longest_waiting_days,
    min_by(h.unit, (h.asked_on, h.request_id)) filter (where h.is_open) as longest_unit,
    min_by(h.asked_of_unit, (h.asked_on, h.request_id)) filter (
        where h.is_open
    ) as longest_asked_of_unit,
from snapshots as s
left join asked as h using (as_of)  -- null: no help was asked
where s.as_of = $as_of
group by s.as_of
