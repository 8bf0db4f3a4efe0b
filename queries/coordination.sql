-- What help was asked, by whom, of whom, and is it still waited for?
--
-- Grain: request_id
-- Params: as_of, lang, unit_id, help_state
-- Columns: request_id, task_id, task, status, asking_unit_id, asking_unit, asked_of_unit_id,
-- asked_of_unit, text,
-- asked_on, needed_on, days_waiting, days_overdue, is_open, help_state, answered_on, answer,
-- closed_on, days_to_answer
-- A null parameter means all; unit_id is who asks or who is asked. Open ones first, of them the
-- longest overdue; then the newest. days_waiting counts to the answer, the end or the as-of date;
-- days_overdue is the part of it after the day needed, 0 in time; days_to_answer is null where
-- there is no answer.
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
    (coalesce(h.answered_on, h.closed_on, h.as_of) - h.asked_on)::integer as days_waiting,
    greatest(0, coalesce(h.answered_on, h.closed_on, h.as_of) - h.needed_on)::integer
    as days_overdue,
    h.is_open,
    h.help_state,
    h.answered_on,
    h.answer,
    h.closed_on,
    (h.answered_on - h.asked_on)::integer as days_to_answer,
from help_requests as h
join tasks as t using (as_of, task_id)
join task_status as x using (as_of, task_id)
join units as u on u.as_of = h.as_of and u.unit_id = t.unit_id
join units as a on a.as_of = h.as_of and a.unit_id = h.asked_of_unit_id
where
    h.as_of = $as_of
    and ($unit_id is null or $unit_id in (t.unit_id, h.asked_of_unit_id))
    and ($help_state is null or h.help_state = $help_state)
order by h.is_open desc, case when h.is_open then h.needed_on end, h.asked_on desc, h.request_id
