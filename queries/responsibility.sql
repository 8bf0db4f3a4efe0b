-- Which unit has which role in which measure, and how many of its tasks?
--
-- Grain: unit_id, measure_id
-- Params: as_of, plan_year, lang
-- Columns: unit_id, unit, measure_id, measure, pillar_id, role, n_tasks
-- Units with most tasks first, then those with most measures. role is null where a unit has tasks
-- under a measure that does not name it; a role goes to the heir of the unit named. A null
-- plan_year counts all years.
with
    counted as (
        select unit_id, measure_id, count(*)::integer as n_tasks,
        from tasks
        where as_of = $as_of and ($plan_year is null or plan_year = $plan_year)
        group by all
    ),
    named as (select unit_id, measure_id, role, from measure_roles where as_of = $as_of),
    matched as (
        select
            coalesce(n.unit_id, c.unit_id) as unit_id,
            coalesce(n.measure_id, c.measure_id) as measure_id,
            n.role,
            coalesce(c.n_tasks, 0) as n_tasks,
        from named as n
        full join counted as c using (unit_id, measure_id)  -- null role: not named; null count: no task
    ),
    ordered as (
        select
            *,
            sum(n_tasks) over (partition by unit_id) as n_tasks_of_unit,
            count(*) over (partition by unit_id) as n_measures_of_unit,
        from matched
    )
select
    x.unit_id,
    u.unit[$lang] as unit,
    x.measure_id,
    m.title[$lang] as measure,
    m.pillar_id,
    x.role,
    x.n_tasks,
from ordered as x
join units as u on u.as_of = $as_of and u.unit_id = x.unit_id
join measures as m on m.as_of = $as_of and m.measure_id = x.measure_id
order by x.n_tasks_of_unit desc, x.n_measures_of_unit desc, x.unit_id, x.measure_id
