-- Which units are waited for, and how soon do they answer?
--
-- Grain: asked_of_unit_id
-- Params: as_of, plan_year, lang
-- Columns: asked_of_unit_id, asked_of_unit, n_requests, n_unanswered, n_unanswered_overdue,
-- n_answered, n_answered_late, longest_waiting_days, mean_days_to_answer
-- Every unit of which help was ever asked for a task of the plan year, of any year if it is null.
-- Most overdue first, then most open, then the longest waited for. longest_waiting_days is that of
-- its open requests, null where none is open; mean_days_to_answer is null where it has answered
-- none.
select
    h.asked_of_unit_id,
    a.unit[$lang] as asked_of_unit,
    count(*)::integer as n_requests,
    count(*) filter (where h.is_open)::integer as n_unanswered,
    count(*) filter (where h.is_overdue)::integer as n_unanswered_overdue,
    count(h.answered_on)::integer as n_answered,
    count(*) filter (where h.help_state = 'late')::integer as n_answered_late,
    max(h.days_waiting) filter (where h.is_open) as longest_waiting_days,
    avg(h.days_to_answer) as mean_days_to_answer,
from help_requests as h
join tasks as t using (as_of, task_id)
join units as a on a.as_of = h.as_of and a.unit_id = h.asked_of_unit_id
where h.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
group by all
order by
    n_unanswered_overdue desc,
    n_unanswered desc,
    longest_waiting_days desc nulls last,
    h.asked_of_unit_id
