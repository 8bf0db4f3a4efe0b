-- How does each plan score by its own rule, and how far are its targets?
--
-- Grain: plan
-- Columns: plan, score, position, worst_first, attainment_share, expected_share, n_measured,
-- n_targets
-- The score is the mean of the points of the tasks that are scored, null without one. Plans with
-- fewer scored tasks than their own league minimum have a null position; ties share one (1, 2, 2,
-- 4). worst_first numbers all plans: the lowest score first, then the most tasks that need
-- attention. The shares are means over all targets of the plan's tasks that have an attainment
-- (n_measured of n_targets), null where none has.
with
    measured as (
        select
            plan,
            sum(attainment_share * n_measured) / nullif(sum(n_measured), 0) as attainment_share,
            sum(expected_share * n_measured) / nullif(sum(n_measured), 0) as expected_share,
            sum(n_measured)::integer as n_measured,
            sum(n_targets)::integer as n_targets,
        from rollups.pillars
        group by plan
    ),
    scored as (
        select
            plan,
            round(points / nullif(n_scored_tasks, 0), 9) as score,
            n_scored_tasks >= greatest(league_minimum, 1) as is_ranked,
            n_attention,
        from rollups.plans
    )
select
    s.plan,
    s.score,
    case
        when s.is_ranked then rank() over (partition by s.is_ranked order by s.score desc)
    end::integer as position,
    row_number() over (order by s.score nulls last, s.n_attention desc, s.plan)::integer
    as worst_first,
    m.attainment_share,
    m.expected_share,
    coalesce(m.n_measured, 0) as n_measured,
    coalesce(m.n_targets, 0) as n_targets,
from scored as s
left join measured as m using (plan)  -- null: a plan without pillars
