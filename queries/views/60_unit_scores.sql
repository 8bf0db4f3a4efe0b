-- How does each responsible unit stand, and in which position?
--
-- Grain: as_of, plan_year, unit_id
-- Columns: as_of, plan_year, unit_id, n_tasks, n_scored_tasks, n_unchecked, n_unreported,
-- n_unbegun, points, score, n_done, n_on_track, n_not_started, n_at_risk, n_behind, n_overdue,
-- n_stale, mean_attainment_share, n_attainment, position
-- The score is the mean of the points of the n_scored_tasks that are scored, null without one; the
-- other tasks are counted by why they are not (as in task_scores). Units with fewer scored tasks
-- than the league minimum have a null position; ties share one (1, 2, 2, 4). mean_attainment_share
-- is over the tasks that have an attainment, null where none has. All years together have a null
-- plan_year; positions are of one year.
with
    scored as (
        select
            c.as_of,
            c.plan_year,
            c.unit_id,
            count(*)::integer as n_tasks,
            count(*) filter (where c.is_scored)::integer as n_scored_tasks,
            count(*) filter (where c.unscored_because = 'unchecked')::integer as n_unchecked,
            count(*) filter (where c.unscored_because = 'unreported')::integer as n_unreported,
            count(*) filter (where c.unscored_because = 'not_started')::integer as n_unbegun,
            coalesce(sum(c.points), 0)::double as points,
            avg(c.points) as score,
            count(*) filter (where x.status = 'done')::integer as n_done,
            count(*) filter (where x.status = 'on_track')::integer as n_on_track,
            count(*) filter (where x.status = 'not_started')::integer as n_not_started,
            count(*) filter (where x.status = 'at_risk')::integer as n_at_risk,
            count(*) filter (where x.status = 'behind')::integer as n_behind,
            count(*) filter (where x.status = 'overdue')::integer as n_overdue,
            count(*) filter (where x.status = 'stale')::integer as n_stale,
            avg(x.mean_attainment_share) as mean_attainment_share,
            count(x.mean_attainment_share)::integer as n_attainment,
        from task_scores as c
        join task_status as x using (as_of, task_id)
        group by grouping sets ((c.as_of, c.unit_id), (c.as_of, c.plan_year, c.unit_id))
    ),
    eligible as (
        select c.*, c.n_scored_tasks >= greatest(p.league_minimum, 1) as is_ranked,
        from scored as c
        join plan as p using (as_of)
    )
select
    as_of,
    plan_year,
    unit_id,
    n_tasks,
    n_scored_tasks,
    n_unchecked,
    n_unreported,
    n_unbegun,
    points,
    score,
    n_done,
    n_on_track,
    n_not_started,
    n_at_risk,
    n_behind,
    n_overdue,
    n_stale,
    mean_attainment_share,
    n_attainment,
    case
        when is_ranked
        then rank() over (partition by as_of, plan_year, is_ranked order by round(score, 9) desc)
    end::integer as position,
from eligible
