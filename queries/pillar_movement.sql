-- How far were the targets of each pillar at every snapshot so far?
--
-- Grain: pillar_id, as_of
-- Params: as_of, lang, plan_year
-- Columns: pillar_id, plan_year, name, as_of, attainment_share, expected_share, n_measured,
-- n_targets, attainment_change_points, dial_status, n_tasks, n_attention
-- Every snapshot up to the as-of date, of the pillars the plan has on it; as in pillar_gauges.
-- attainment_change_points is the change since the snapshot before, in percentage points; null
-- where either has no attainment. A null plan_year means all years.
select
    l.pillar_id,
    $plan_year::integer as plan_year,
    l.short[$lang] as name,
    s.as_of,
    b.attainment_share,
    b.expected_share,
    coalesce(b.n_measured, 0) as n_measured,
    coalesce(b.n_targets, 0) as n_targets,
    100 * (
        b.attainment_share
        - lag(b.attainment_share) over (partition by l.pillar_id order by s.as_of)
    ) as attainment_change_points,
    k.dial_status,
    coalesce(k.n_tasks, 0) as n_tasks,
    coalesce(k.n_attention, 0) as n_attention,
from pillars as l
join snapshots_history as s on s.as_of <= l.as_of
left join
    pillar_progress_history as b  -- null: no target
    on b.as_of = s.as_of
    and b.pillar_id = l.pillar_id
    and b.plan_year is not distinct from $plan_year
left join
    pillar_standing_history as k  -- null: no task
    on k.as_of = s.as_of
    and k.pillar_id = l.pillar_id
    and k.plan_year is not distinct from $plan_year
where l.as_of = $as_of
order by l.pillar_id, s.as_of
