-- How often did the unit judge each task, and how often better than the figures?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, is_judged, is_rosier, n_checkable, n_rosier, rosier_since
-- n_checkable counts the periods in which the unit judged the task and the figures could have
-- contradicted it (is_checkable in task_scores), n_rosier those of them in which they did. Counts
-- run from the first snapshot to the as-of date. rosier_since is the first of the snapshots in a
-- row at which the task is rosier, null while it is not.
with
    judged as (
        select
            as_of,
            task_id,
            is_judged,
            is_rosier,
            is_judged and is_checkable as is_held,
            count(*) filter (where not is_rosier) over (
                partition by task_id order by as_of
            ) as run_no,
        from task_status_history
        join task_scores_history using (as_of, task_id)
    ),
    counted as (
        select
            *,
            (count(*) filter (where is_held) over history)::integer as n_checkable,
            (count(*) filter (where is_rosier) over history)::integer as n_rosier,
            case
                when is_rosier
                then min(as_of) filter (where is_rosier) over (partition by task_id, run_no)
            end as rosier_since,
        from judged
        window history as (partition by task_id order by as_of)
    )
select x.as_of, x.task_id, x.is_judged, x.is_rosier, c.n_checkable, c.n_rosier, c.rosier_since,
from task_status as x
join counted as c using (as_of, task_id)
