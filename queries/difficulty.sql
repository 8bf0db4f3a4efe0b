-- How hard are each unit's tasks, and in how many measures does it take part?
--
-- Grain: unit_id
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, is_ranked, n_tasks, n_led, n_participating, n_numeric, numeric_share,
-- n_helped, helped_share, n_help_open, mean_attainment_share, n_attainment
-- Shown beside the league table and not scored, in its order and of its plan year; null means all
-- years together. n_numeric counts tasks with numeric targets, n_helped tasks for which help was
-- ever asked of another unit, n_help_open those still waiting for it. mean_attainment_share is null
-- where none of its tasks has an attainment.
with
    measured as (
        select distinct task_id, from targets where as_of = $as_of and task_id is not null
    ),
    counted as (
        select
            t.unit_id,
            count(g.task_id)::integer as n_numeric,
            count(h.task_id)::integer as n_helped,
            count(*) filter (where h.n_help_open > 0)::integer as n_help_open,
        from tasks as t
        left join measured as g using (task_id)  -- null: no numeric target
        left join help_by_task as h using (as_of, task_id)  -- null: no help was asked
        where t.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
        group by t.unit_id
    )
select
    n.unit_id,
    u.unit[$lang] as unit,
    n.position is not null as is_ranked,
    n.n_tasks,
    coalesce(r.n_led, 0) as n_led,
    coalesce(r.n_participating, 0) as n_participating,
    c.n_numeric,
    c.n_numeric / nullif(n.n_tasks, 0) as numeric_share,
    c.n_helped,
    c.n_helped / nullif(n.n_tasks, 0) as helped_share,
    c.n_help_open,
    n.mean_attainment_share,
    n.n_attainment,
from unit_league as n
join units as u using (as_of, unit_id)
join counted as c using (unit_id)
left join unit_roles as r using (as_of, unit_id)  -- null: in no measure
where n.as_of = $as_of and n.plan_year is not distinct from $plan_year
order by n.position nulls last, n.score desc nulls last, n.n_tasks desc, n.unit_id
