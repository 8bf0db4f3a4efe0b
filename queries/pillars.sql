-- What pillars does the plan have?
--
-- Grain: pillar_id
-- Params: as_of, lang
-- Columns: pillar_id, title, short, n_tasks, n_targets
-- n_targets counts the targets of the pillar's tasks, not those of measures.
select
    l.pillar_id,
    l.title[$lang] as title,
    l.short[$lang] as short,
    (select count(*) from tasks as t where t.as_of = l.as_of and t.pillar_id = l.pillar_id)::integer
    as n_tasks,
    (
        select count(*)
        from targets as g
        where g.as_of = l.as_of and g.pillar_id = l.pillar_id and g.task_id is not null
    )::integer as n_targets,
from pillars as l
where l.as_of = $as_of
order by l.pillar_id
