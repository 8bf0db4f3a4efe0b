-- How do each unit's tasks stand in each pillar?
--
-- Grain: unit_id, pillar_id
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, position, pillar_id, pillar, n_tasks, n_scored_tasks, score, n_attention,
-- n_done
-- Every unit with a task of the plan year beside every pillar, all years together where that is
-- null; where it has none in it, n_tasks is 0. score is the mean over its scored tasks there, null
-- without one. position is null below the league minimum.
with
    counted as (
        select
            c.unit_id,
            c.pillar_id,
            count(*)::integer as n_tasks,
            count(*) filter (where c.is_scored)::integer as n_scored_tasks,
            avg(c.points) as score,
            count(*) filter (where s.is_attention)::integer as n_attention,
            count(*) filter (where x.status = 'done')::integer as n_done,
        from task_scores as c
        join task_status as x using (as_of, task_id)
        join statuses as s using (as_of, status)
        where c.as_of = $as_of and ($plan_year is null or c.plan_year = $plan_year)
        group by c.unit_id, c.pillar_id
    )
select
    n.unit_id,
    u.unit[$lang] as unit,
    n.position,
    l.pillar_id,
    l.short[$lang] as pillar,
    coalesce(c.n_tasks, 0) as n_tasks,
    coalesce(c.n_scored_tasks, 0) as n_scored_tasks,
    c.score,
    coalesce(c.n_attention, 0) as n_attention,
    coalesce(c.n_done, 0) as n_done,
from unit_league as n
join units as u using (as_of, unit_id)
join pillars as l using (as_of)
left join counted as c using (unit_id, pillar_id)  -- null: no task there
where n.as_of = $as_of and n.plan_year is not distinct from $plan_year
order by n.position nulls last, n.score desc nulls last, n.n_tasks desc, n.unit_id, l.pillar_id
