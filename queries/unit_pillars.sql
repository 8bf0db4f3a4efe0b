-- How do each unit's tasks stand in each pillar?
--
-- Grain: unit_id, pillar_id
-- Params: as_of, lang
-- Columns: unit_id, unit, position, pillar_id, pillar, n_tasks, score, n_attention, n_done
-- Every unit with a task beside every pillar; where it has none in it, n_tasks is 0 and score null.
-- position is null below the league minimum.
with
    counted as (
        select
            t.unit_id,
            t.pillar_id,
            count(*)::integer as n_tasks,
            avg(s.points) as score,
            count(*) filter (where s.is_attention)::integer as n_attention,
            count(*) filter (where x.status = 'done')::integer as n_done,
        from tasks as t
        join task_status as x using (as_of, task_id)
        join statuses as s using (as_of, status)
        where t.as_of = $as_of
        group by all
    )
select
    n.unit_id,
    u.unit[$lang] as unit,
    n.position,
    l.pillar_id,
    l.short[$lang] as pillar,
    coalesce(c.n_tasks, 0) as n_tasks,
    c.score,
    coalesce(c.n_attention, 0) as n_attention,
    coalesce(c.n_done, 0) as n_done,
from unit_league as n
join units as u using (as_of, unit_id)
join pillars as l using (as_of)
left join counted as c using (unit_id, pillar_id)  -- null: no task there
where n.as_of = $as_of
order by n.position nulls last, n.score desc, n.n_tasks desc, n.unit_id, l.pillar_id
