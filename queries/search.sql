-- What can be searched for: tasks, targets and units?
--
-- Grain: kind, id
-- Params: as_of, lang
-- Columns: kind, id, name, other_name, words
-- name is in the reader's language, other_name in the other. words are the ids and numbers people
-- say: the item number of a task, the task of a target.
with
    named as (
        select
            'task' as kind,
            task_id as id,
            title as name,
            [item_no::varchar, responsible_person] as words,
            1 as place,
            plan_year * 1000 + item_no as sort_key,
        from tasks
        where as_of = $as_of
        union all
        select 'target', target_id, target, [task_id], 2, sort_key,
        from targets
        where as_of = $as_of
        union all
        select 'unit', unit_id, unit, [], 0, 0,
        from units
        where as_of = $as_of
    )
select
    kind,
    id,
    name[$lang] as name,
    name[case $lang when 'zh' then 'en' else 'zh' end] as other_name,
    list_filter(words, lambda word:word is not null) as words,
from named
order by place, sort_key, id
