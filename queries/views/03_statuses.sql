-- How bad is each status, and what does it score in the league table?
--
-- Grain: as_of, status
-- Columns: as_of, status, severity, points, is_attention
-- Severity 1 is the worst. A status that needs attention is neither done, on track nor not started;
-- the last has no points, since nothing is owed yet.
with
    listed as (
        select
            as_of,
            unnest(
                ['overdue', 'behind', 'stale', 'at_risk', 'on_track', 'not_started', 'done']
            ) as status,
            unnest(
                [
                    points_overdue,
                    points_behind,
                    points_stale,
                    points_at_risk,
                    points_on_track,
                    null,
                    points_done,
                ]
            ) as points,
            unnest([1, 2, 3, 4, 5, 6, 7]) as severity,
        from published.plan
        where is_current
    )
select
    as_of,
    status,
    severity,
    points,
    status not in ('done', 'on_track', 'not_started') as is_attention,
from listed
