-- What help was asked, and is it still waited for?
--
-- Grain: as_of, request_id
-- Columns: as_of, request_id, task_id, asked_of_unit_id, text, asked_on, needed_on, answered_on,
-- answer, closed_on, is_open, is_overdue, help_state
-- A request is overdue when it is open after the day it was needed. help_state: overdue, waiting
-- (open, not overdue), late (answered after that day), answered, closed (without an answer).
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
    answered_on is null and closed_on is null as is_open,
    answered_on is null and closed_on is null and needed_on < as_of as is_overdue,
    case
        when answered_on > needed_on
        then 'late'
        when answered_on is not null
        then 'answered'
        when closed_on is not null
        then 'closed'
        when needed_on < as_of
        then 'overdue'
        else 'waiting'
    end as help_state,
from published.help_requests
where is_current
