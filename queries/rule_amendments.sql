-- Which of the plan's rules were amended, by whom, and why?
--
-- Grain: field, decided_on
-- Params: as_of
-- Columns: field, old_value, new_value, decided_on, authority, reason
-- field is the number's or the text's name in plan.toml; values as text. The newest first.
select field, old_value, new_value, decided_on, authority, reason,
from amendments
where as_of = $as_of and object = 'plan'
order by decided_on desc, field
