-- Which units does the plan name, and in what roles?
--
-- Grain: unit_id
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, unit_kind, n_tasks, n_targets, n_led, n_participating, n_scored_tasks,
-- position, score, n_ranked, has_return, n_snapshots, successor_id
-- Tasks, targets, score and position are those of the plan year, of all years together where that
-- is null; targets of measures run over years and belong to each. Units with most tasks first.
-- position is null below the league minimum, score without a scored task. n_ranked counts all units
-- that have a position, n_snapshots the snapshots in which the unit, or one it succeeded until it
-- did, had a task of any year. successor_id is null unless the unit was succeeded by another.
with
    promised as (
        select g.unit_id, count(*)::integer as n_targets,
        from targets as g
        left join tasks as t using (as_of, task_id)  -- null: a measure's target
        where
            g.as_of = $as_of
            and ($plan_year is null or g.task_id is null or t.plan_year = $plan_year)
        group by g.unit_id
    ),
    known as (
        select l.unit_id, count(distinct n.as_of)::integer as n_snapshots,
        from unit_lines as l
        join
            unit_scores_history as n
            on n.unit_id = l.ancestor_id
            and n.as_of <= l.as_of
            and n.as_of < coalesce(l.until_on, date '9999-12-31')
        where l.as_of = $as_of
        group by l.unit_id
    )
select
    u.unit_id,
    u.unit[$lang] as unit,
    u.kind as unit_kind,
    coalesce(n.n_tasks, 0) as n_tasks,
    coalesce(g.n_targets, 0) as n_targets,
    coalesce(w.n_led, 0) as n_led,
    coalesce(w.n_participating, 0) as n_participating,
    coalesce(n.n_scored_tasks, 0) as n_scored_tasks,
    n.position,
    n.score,
    count(n.position) over ()::integer as n_ranked,
    r.unit_id is not null as has_return,
    coalesce(k.n_snapshots, 0) as n_snapshots,
    c.successor_id,
from units as u
left join promised as g using (unit_id)  -- null: no target
left join unit_roles as w using (as_of, unit_id)  -- null: in no measure
left join known as k using (unit_id)  -- null: never a task
left join
    unit_league as n  -- null: no task
    on n.as_of = u.as_of
    and n.unit_id = u.unit_id
    and n.plan_year is not distinct from $plan_year
left join returns as r on r.as_of = u.as_of and r.unit_id = u.unit_id  -- null: no return
left join successions as c on c.as_of = u.as_of and c.unit_id = u.unit_id  -- null: not succeeded
where u.as_of = $as_of
order by coalesce(n.n_tasks, 0) desc, u.unit_id
