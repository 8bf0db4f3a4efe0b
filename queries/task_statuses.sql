-- Which status does each task have, and nothing else?
--
-- Grain: task_id
-- Params: as_of
-- Columns: task_id, status
select task_id, status, from task_status where as_of = $as_of order by task_id
