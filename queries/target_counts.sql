-- How many of the chosen targets are done, need attention, or will fall short?
--
-- Grain: as_of
-- Params: as_of, pillar_id, unit_id, task_id, plan_year, status, owner
-- Columns: as_of, n_targets, n_done, n_attention, n_short
-- Chosen as in targets. n_short counts those that are not done and whose whole forecast range falls
-- short. No row where no target is chosen.
select
    g.as_of,
    count(*)::integer as n_targets,
    count(*) filter (where x.status = 'done')::integer as n_done,
    count(*) filter (where s.is_attention)::integer as n_attention,
    count(*) filter (where f.is_forecast_short and x.status <> 'done')::integer as n_short,
from targets as g
left join tasks as t using (as_of, task_id)  -- null: a measure's target
join target_status as x using (as_of, target_id)
join statuses as s using (as_of, status)
left join forecast as f on f.as_of = g.as_of and f.target_id = g.target_id  -- null: no forecast
where
    g.as_of = $as_of
    and ($pillar_id is null or g.pillar_id = $pillar_id)
    and ($unit_id is null or g.unit_id = $unit_id)
    and ($task_id is null or g.task_id = $task_id)
    and ($plan_year is null or g.task_id is null or t.plan_year = $plan_year)
    and ($status is null or x.status = $status)
    and ($owner is null or $owner = case when g.task_id is null then 'measure' else 'task' end)
group by g.as_of
