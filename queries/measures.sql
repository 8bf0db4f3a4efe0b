-- Which measures are there, who leads and takes part, and how do their tasks stand?
--
-- Grain: measure_id
-- Params: as_of, plan_year, lang, pillar_id
-- Columns: measure_id, measure, summary, pillar_id, pillar, lead_unit_id, lead_unit,
-- participating_units, n_tasks, n_done, n_attention, worst_status, mean_attainment_share,
-- n_attainment, source
-- A null plan_year or pillar_id means all. Where a unit named in the plan was succeeded, its heir
-- stands in its place. participating_units are in the plan's order, and an empty list where the
-- lead unit acts alone. worst_status is that of the worst task; it and mean_attainment_share are
-- null, with n_tasks 0, for a measure without tasks in that year.
with
    participants as (
        select w.measure_id, list(u.unit[$lang] order by w.seq) as participating_units,
        from measure_roles as w
        join units as u using (as_of, unit_id)
        where w.as_of = $as_of and w.role = 'participating'
        group by w.measure_id
    ),
    counted as (
        select
            t.measure_id,
            count(*)::integer as n_tasks,
            count(*) filter (where x.status = 'done')::integer as n_done,
            count(*) filter (where s.is_attention)::integer as n_attention,
            min_by(x.status, s.severity) as worst_status,
            avg(x.mean_attainment_share) as mean_attainment_share,
            count(x.mean_attainment_share)::integer as n_attainment,
        from tasks as t
        join task_status as x using (as_of, task_id)
        join statuses as s using (as_of, status)
        where t.as_of = $as_of and ($plan_year is null or t.plan_year = $plan_year)
        group by t.measure_id
    )
select
    m.measure_id,
    m.title[$lang] as measure,
    m.summary[$lang] as summary,
    m.pillar_id,
    l.short[$lang] as pillar,
    d.unit_id as lead_unit_id,
    u.unit[$lang] as lead_unit,
    coalesce(p.participating_units, []) as participating_units,
    coalesce(c.n_tasks, 0) as n_tasks,
    coalesce(c.n_done, 0) as n_done,
    coalesce(c.n_attention, 0) as n_attention,
    c.worst_status,
    c.mean_attainment_share,
    coalesce(c.n_attainment, 0) as n_attainment,
    m.source,
from measures as m
join pillars as l using (as_of, pillar_id)
left join participants as p using (measure_id)  -- null: the lead unit acts alone
left join counted as c using (measure_id)  -- null: no task in that year
join measure_roles as d on d.as_of = m.as_of and d.measure_id = m.measure_id and d.role = 'lead'
join units as u on u.as_of = m.as_of and u.unit_id = d.unit_id
where m.as_of = $as_of and ($pillar_id is null or m.pillar_id = $pillar_id)
order by m.measure_id
