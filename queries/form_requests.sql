-- Which open requests for help is one unit asked about: its own, and those it was asked?
--
-- Grain: record, request_id
-- Params: as_of, lang, unit_id
-- Columns: record, request_id, task_id, task, asked_by_unit, asked_of_unit, text, asked_on,
-- needed_on
-- record is help for the requests of the unit itself, answer for those it is to answer. Oldest
-- first.
with
    roles as (
        select 'help' as record
        union all
        select 'answer' as record
    )
select
    o.record,
    h.request_id,
    h.task_id,
    t.title[$lang] as task,
    b.unit[$lang] as asked_by_unit,
    a.unit[$lang] as asked_of_unit,
    h.text,
    h.asked_on,
    h.needed_on,
from help_requests as h
join tasks as t using (as_of, task_id)
join units as b on b.as_of = h.as_of and b.unit_id = t.unit_id
join units as a on a.as_of = h.as_of and a.unit_id = h.asked_of_unit_id
join roles as o on $unit_id = case o.record when 'help' then b.unit_id else a.unit_id end
where h.as_of = $as_of and h.is_open
order by o.record, h.asked_on, h.request_id
