-- What is the status of each target, and which rule gave it?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, task_id, unit_id, has_return, status, rule
-- task_id is null for a measure's target. has_return: the unit that answers for the target
-- reported.
select f.as_of, f.target_id, f.task_id, f.unit_id, f.has_return, r.status, r.rule,
from target_facts as f
join rulings as r on r.as_of = f.as_of and r.kind = 'target' and r.id = f.target_id
