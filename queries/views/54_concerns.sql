-- Which tasks need a leader, for which reason, and since when?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, rank, target_id, since_on, days_overdue, help_text, help_unit_id,
-- help_needed_on, help_days_overdue, n_help_open
-- Rank 1 overdue, 2 behind or at risk with a target forecast to miss, 3 waiting for another unit's
-- help past its day, 4 rosier than the figures, 5 stale twice or more in a row: the first that
-- applies. target_id is the one forecast to miss, else the worst one; null for a milestone.
-- since_on: the deadline, the first snapshot with this status, the day the help was needed, the
-- first in a row that is rosier, the first that is stale. Of several open requests the one needed
-- first is named; what is of help is null without one.
with
    misses as (
        select
            f.as_of,
            x.task_id,
            min_by(f.target_id, (coalesce(p.deviation_points, 0), f.target_id)) as target_id,
        from forecast as f
        join target_status as x using (as_of, target_id)
        join target_progress as p using (as_of, target_id)
        where f.is_forecast_short and x.status = 'at_risk'
        group by all
    ),
    open_help as (
        select
            as_of,
            task_id,
            min_by(text, (needed_on, request_id)) as help_text,
            min_by(asked_of_unit_id, (needed_on, request_id)) as help_unit_id,
            min(needed_on) as help_needed_on,
            count(*)::integer as n_help_open,
        from help_requests
        where is_open
        group by all
    ),
    found as (
        select
            x.*,
            t.due_on,
            j.rosier_since,
            case when x.status = 'at_risk' then m.target_id end as missed_target_id,
            h.help_text,
            h.help_unit_id,
            h.help_needed_on,
            h.n_help_open,
            case
                when h.task_id is not null then greatest(0, x.as_of - h.help_needed_on)
            end::integer as help_days_overdue,
        from task_status as x
        join tasks as t using (as_of, task_id)
        join task_judgement as j using (as_of, task_id)
        left join misses as m using (as_of, task_id)  -- null: no target is forecast to miss
        left join open_help as h using (as_of, task_id)  -- null: no open request
    ),
    ranked as (
        select
            *,
            case
                when status = 'overdue'
                then 1
                when status = 'behind' or missed_target_id is not null
                then 2
                when status <> 'done' and help_days_overdue > 0
                then 3
                when is_rosier
                then 4
                when n_stale_in_row >= 2
                then 5
            end as rank,
        from found
    )
select
    as_of,
    task_id,
    rank,
    coalesce(missed_target_id, worst_target_id) as target_id,
    case
        rank
        when 1
        then due_on
        when 3
        then help_needed_on
        when 4
        then rosier_since
        else status_since
    end as since_on,
    case when rank = 1 then as_of - due_on else 0 end::integer as days_overdue,
    help_text,
    help_unit_id,
    help_needed_on,
    help_days_overdue,
    n_help_open,
from ranked
where rank is not null
