-- What help was asked, and is it still waited for?
--
-- Grain: as_of, request_id
-- Columns: as_of, request_id, task_id, asked_of_unit_id, text, asked_on, needed_on, answered_on,
-- answer, closed_on, said_by, recorded_by, days_waiting, days_overdue, days_to_answer, help_state,
-- is_open, is_overdue
-- A request waits until it is answered or closed, else until the as-of date. days_overdue is the
-- part of days_waiting after the day it was needed, 0 for help in time. help_state: overdue (open
-- after the day it was needed), waiting (open until then), late (answered after that day), answered
-- (by then), closed (without an answer). What an answer or a closing would tell is null without
-- one. said_by: who gave the answer, or where there is none the closing, by telephone, and
-- recorded_by: who of the office wrote it down; both are null for what came in a return.
select
    as_of,
    request_id,
    task_id,
    asked_of_unit_id,
    text,
    asked_on,
    needed_on,
    answered_on,
    answer,
    closed_on,
    said_by,
    recorded_by,
    (coalesce(answered_on, closed_on, as_of) - asked_on)::integer as days_waiting,
    greatest(0, coalesce(answered_on, closed_on, as_of) - needed_on)::integer as days_overdue,
    (answered_on - asked_on)::integer as days_to_answer,
    case
        when answered_on is not null
        then case when days_overdue > 0 then 'late' else 'answered' end
        when closed_on is not null
        then 'closed'
        when days_overdue > 0
        then 'overdue'
        else 'waiting'
    end as help_state,
    help_state in ('overdue', 'waiting') as is_open,
    help_state = 'overdue' as is_overdue,
from published.help_requests
where is_current
