-- What pillars does the plan have?
--
-- Grain: pillar_id
-- Params: as_of, plan_year, lang
-- Columns: pillar_id, title, short, n_tasks, n_targets
-- n_targets counts the targets of the pillar's tasks, not those of measures. A null plan_year means
-- all years.
select
    l.pillar_id,
    l.title[$lang] as title,
    l.short[$lang] as short,
    (
        select count(*)
        from tasks as t
        where
            t.as_of = l.as_of
            and t.pillar_id = l.pillar_id
            and ($plan_year is null or t.plan_year = $plan_year)
    )::integer as n_tasks,
    (
        select count(*)
        from targets as g
        join tasks as t using (as_of, task_id)
        where
            g.as_of = l.as_of
            and t.pillar_id = l.pillar_id
            and ($plan_year is null or t.plan_year = $plan_year)
    )::integer as n_targets,
from pillars as l
where l.as_of = $as_of
order by l.pillar_id
