-- What help was asked for one task, of whom, and was it given?
--
-- Grain: request_id
-- Params: as_of, lang, task_id
-- Columns: request_id, asked_of_unit_id, asked_of_unit, text, asked_on, needed_on, answered_on,
-- answer, closed_on, said_by, recorded_by, is_open, is_overdue, days_overdue
-- Oldest first. answered_on and answer are null while unanswered, closed_on while not closed.
-- days_overdue runs to the answer, to the closing, or to the as-of date, and is 0 for help in time.
-- said_by and recorded_by are null for what came in a return, and not by telephone.
select
    h.request_id,
    h.asked_of_unit_id,
    u.unit[$lang] as asked_of_unit,
    h.text,
    h.asked_on,
    h.needed_on,
    h.answered_on,
    h.answer,
    h.closed_on,
    h.said_by,
    h.recorded_by,
    h.is_open,
    h.is_overdue,
    h.days_overdue,
from help_requests as h
join units as u on u.as_of = h.as_of and u.unit_id = h.asked_of_unit_id
where h.as_of = $as_of and h.task_id = $task_id
order by h.asked_on, h.request_id
