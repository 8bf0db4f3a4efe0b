-- What would the register say if targets had begun earlier or later?
--
-- Grain: as_of, revision, target_id
-- Params: months
-- A start that would be on the deadline or after it is the day before.
select * replace (least((starts_on + to_months($months))::date, due_on - 1) as starts_on),
from stated.targets
