-- Which units does the plan name, and in what roles?
--
-- Grain: unit_id
-- Params: as_of, lang
-- Columns: unit_id, unit, unit_kind, n_tasks, n_targets, n_led, n_participating, position, score,
-- n_ranked, has_return
-- Units with most tasks first. position is null below the league minimum, score without tasks.
-- n_ranked counts all units that have a position.
with
    promised as (
        select unit_id, count(*)::integer as n_targets,
        from targets
        where as_of = $as_of
        group by unit_id
    )
select
    u.unit_id,
    u.unit[$lang] as unit,
    u.kind as unit_kind,
    coalesce(n.n_tasks, 0) as n_tasks,
    coalesce(g.n_targets, 0) as n_targets,
    coalesce(w.n_led, 0) as n_led,
    coalesce(w.n_participating, 0) as n_participating,
    n.position,
    n.score,
    count(n.position) over ()::integer as n_ranked,
    r.unit_id is not null as has_return,
from units as u
left join unit_league as n using (as_of, unit_id)  -- null: no task
left join promised as g using (unit_id)  -- null: no target
left join unit_roles as w using (as_of, unit_id)  -- null: in no measure
left join returns as r on r.as_of = u.as_of and r.unit_id = u.unit_id  -- null: no return
where u.as_of = $as_of
order by coalesce(n.n_tasks, 0) desc, u.unit_id
