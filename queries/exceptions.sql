-- Which tasks need a leader today, the most consequential first?
--
-- Grain: task_id
-- Params: as_of, lang, pillar_id
-- Columns: position, task_id, task, unit_id, unit, responsible_person, pillar_id, consequence,
-- status, rule, target, comparator, value, target_value, unit_scale, unit_of_measure, due_on,
-- days_overdue, deviation_points, forecast_best, shortfall, required_per_week, recent_per_week,
-- since_on, n_stale_in_row, last_known_status, last_known_as_of, help_text, help_unit_id,
-- help_unit, help_needed_on, help_days_overdue, n_help_open, is_rosier, reported_status,
-- n_exceptions
-- In the order of the view concerns: overdue, off_pace, blocked, rosier, stale_twice, a task under
-- the first that applies. At most seven; n_exceptions is how many there are. forecast_best is the
-- better end of the target's range, and shortfall what it lacks where the whole range is short.
-- What is of a target is null for a milestone, what is of a forecast also where there is none, and
-- what is of help where none is open. responsible_person is null while the data is a demonstration:
-- nobody is listed for progress that is made up. A null pillar_id means the whole plan.
with
    ordered as (
        select
            c.*,
            x.* exclude (as_of, task_id, deviation_points),
            t.title[$lang] as task,
            t.responsible_person,
            row_number() over (order by c.place)::integer as position,
            count(*) over ()::integer as n_exceptions,
        from concerns as c
        join task_status as x using (as_of, task_id)
        join tasks as t using (as_of, task_id)
        where c.as_of = $as_of and ($pillar_id is null or t.pillar_id = $pillar_id)
    )
select
    o.position,
    o.task_id,
    o.task,
    o.unit_id,
    u.unit[$lang] as unit,
    case when s.kind <> 'demo' then o.responsible_person end as responsible_person,
    o.pillar_id,
    o.consequence,
    o.status,
    o.rule,
    g.target[$lang] as target,
    g.comparator,
    p.value,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    o.due_on,
    o.days_overdue,
    p.deviation_points,
    f.forecast_best,
    case when f.is_forecast_short then abs(g.target_value - f.forecast_best) end as shortfall,
    f.required_per_week,
    f.recent_per_week,
    o.since_on,
    o.n_stale_in_row,
    o.last_known_status,
    o.last_known_as_of,
    o.help_text,
    o.help_unit_id,
    a.unit[$lang] as help_unit,
    o.help_needed_on,
    o.help_days_overdue,
    o.n_help_open,
    o.is_rosier,
    o.reported_status,
    o.n_exceptions,
from ordered as o
join snapshots as s on s.as_of = $as_of
join units as u on u.as_of = $as_of and u.unit_id = o.unit_id
left join units as a on a.as_of = $as_of and a.unit_id = o.help_unit_id  -- null: no help asked
left join targets as g on g.as_of = $as_of and g.target_id = o.target_id  -- null: no target
left join target_progress as p on p.as_of = $as_of and p.target_id = o.target_id  -- null: no target
left join forecast as f on f.as_of = $as_of and f.target_id = o.target_id  -- null: no forecast
where o.position <= 7
order by o.position
