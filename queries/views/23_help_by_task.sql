-- What help was asked for each task, and which of it is waited for?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, n_help_open, is_help_overdue, help_text, help_unit_id, help_needed_on,
-- help_days_overdue
-- Only tasks for which help was ever asked. help_* tell of the open request that is needed first,
-- and are null where none is open.
select
    as_of,
    task_id,
    (count(*) filter (where is_open))::integer as n_help_open,
    bool_or(is_overdue) as is_help_overdue,
    min_by(text, (needed_on, request_id)) filter (where is_open) as help_text,
    min_by(asked_of_unit_id, (needed_on, request_id)) filter (where is_open) as help_unit_id,
    min(needed_on) filter (where is_open) as help_needed_on,
    min_by(days_overdue, (needed_on, request_id)) filter (where is_open) as help_days_overdue,
from help_requests
group by as_of, task_id
