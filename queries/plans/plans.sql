-- How does each plan stand, and in which position?
--
-- Grain: plan
-- Params: lang
-- Columns: plan, plan_name, position, score, attainment_share, expected_share, n_measured,
-- n_targets, n_tasks, n_scored_tasks, points, n_attention, n_attention_change, attention_share,
-- n_overdue, n_behind, n_stale, n_at_risk, n_on_track, n_done, n_reported, n_units, elapsed_share,
-- as_of, revision, data_kind, has_other_rules, published_at, manifest_sha256
-- Each from the roll-up of its newest snapshot, the lowest score first. Statuses, scores and
-- positions as in plan_standing, by the plan's own rule. n_attention_change is null at a plan's
-- first snapshot. has_other_rules: a number that decides a status or a score is another one than
-- most plans have.
with
    counted as (
        select
            plan,
            max(n_tasks) filter (where status = 'overdue') as n_overdue,
            max(n_tasks) filter (where status = 'behind') as n_behind,
            max(n_tasks) filter (where status = 'stale') as n_stale,
            max(n_tasks) filter (where status = 'at_risk') as n_at_risk,
            max(n_tasks) filter (where status = 'on_track') as n_on_track,
            max(n_tasks) filter (where status = 'done') as n_done,
        from rollups.statuses
        group by plan
    )
select
    p.plan,
    n.plan_name[$lang] as plan_name,
    s.position,
    s.score,
    s.attainment_share,
    s.expected_share,
    s.n_measured,
    s.n_targets,
    p.n_tasks,
    p.n_scored_tasks,
    p.points,
    p.n_attention,
    p.n_attention - p.n_attention_before as n_attention_change,
    p.n_attention / nullif(p.n_tasks, 0) as attention_share,
    c.n_overdue,
    c.n_behind,
    c.n_stale,
    c.n_at_risk,
    c.n_on_track,
    c.n_done,
    p.n_reported,
    p.n_units,
    p.elapsed_share,
    p.as_of,
    p.revision,
    p.kind as data_kind,
    p.plan in (select plan, from other_rules) as has_other_rules,
    p.published_at,
    p.manifest_sha256,
from rollups.plans as p
join plan_names as n using (plan)
join plan_standing as s using (plan)
join counted as c using (plan)
order by s.worst_first
