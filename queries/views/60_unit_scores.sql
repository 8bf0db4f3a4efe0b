-- How does each responsible unit stand, and in which position?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, n_tasks, points, score, n_done, n_on_track, n_at_risk, n_behind,
-- n_overdue, n_stale, mean_attainment_share, n_attainment, position
-- The score is the mean of the points of the tasks' statuses. Units below the league minimum have a
-- null position; ties share one (1, 2, 2, 4). mean_attainment_share is over the tasks that have an
-- attainment, null where none has.
with
    scored as (
        select
            t.as_of,
            t.unit_id,
            count(*)::integer as n_tasks,
            sum(s.points) as points,
            avg(s.points) as score,
            count(*) filter (where x.status = 'done')::integer as n_done,
            count(*) filter (where x.status = 'on_track')::integer as n_on_track,
            count(*) filter (where x.status = 'at_risk')::integer as n_at_risk,
            count(*) filter (where x.status = 'behind')::integer as n_behind,
            count(*) filter (where x.status = 'overdue')::integer as n_overdue,
            count(*) filter (where x.status = 'stale')::integer as n_stale,
            avg(x.attainment_share) as mean_attainment_share,
            count(x.attainment_share)::integer as n_attainment,
        from tasks as t
        join task_status as x using (as_of, task_id)
        join statuses as s using (as_of, status)
        group by all
    )
select
    c.*,
    case
        when c.n_tasks >= p.league_minimum
        then
            rank() over (
                partition by c.as_of, c.n_tasks >= p.league_minimum order by round(c.score, 9) desc
            )
    end::integer as position,
from scored as c
join plan as p using (as_of)
