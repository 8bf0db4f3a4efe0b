-- What help was asked, by whom, of whom, and is it still waited for?
--
-- Grain: request_id
-- Params: as_of, plan_year, lang, unit_id, help_state
-- Columns: request_id, task_id, task, status, asking_unit_id, asking_unit, asked_of_unit_id,
-- asked_of_unit, text, asked_on, needed_on, days_waiting, days_overdue, is_open, help_state,
-- answered_on, answer, closed_on, said_by, recorded_by, days_to_answer
-- A null parameter means all; plan_year is that of the task; unit_id is the unit that asks or is
-- asked. Open requests first, of them the one needed first, then the newest. days_waiting runs to
-- the answer, to the closing, or to the as-of date; days_overdue is the part of it after the day
-- needed, and 0 for help in time. What an answer or a closing would tell is null without one.
-- said_by and recorded_by are null for what came in a return, and not by telephone.
select
    h.request_id,
    h.task_id,
    t.title[$lang] as task,
    x.status,
    t.unit_id as asking_unit_id,
    u.unit[$lang] as asking_unit,
    h.asked_of_unit_id,
    a.unit[$lang] as asked_of_unit,
    h.text,
    h.asked_on,
    h.needed_on,
    h.days_waiting,
    h.days_overdue,
    h.is_open,
    h.help_state,
    h.answered_on,
    h.answer,
    h.closed_on,
    h.said_by,
    h.recorded_by,
    h.days_to_answer,
from help_requests as h
join tasks as t using (as_of, task_id)
join task_status as x using (as_of, task_id)
join units as u on u.as_of = h.as_of and u.unit_id = t.unit_id
join units as a on a.as_of = h.as_of and a.unit_id = h.asked_of_unit_id
where
    h.as_of = $as_of
    and ($plan_year is null or t.plan_year = $plan_year)
    and ($unit_id is null or $unit_id in (t.unit_id, h.asked_of_unit_id))
    and ($help_state is null or h.help_state = $help_state)
order by h.is_open desc, case when h.is_open then h.needed_on end, h.asked_on desc, h.request_id
