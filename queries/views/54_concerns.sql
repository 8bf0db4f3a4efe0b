-- Which tasks need a leader, for which reason, and since when?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, plan_year, pillar_id, consequence, severity, place, target_id, since_on,
-- overdue_since_on, days_overdue, help_text, help_unit_id, help_needed_on, help_days_overdue,
-- n_help_open
-- A task stands under the first consequence that applies. place is its place among all: by
-- consequence, then the longest overdue, waiting or silent, or the furthest behind, then the plan's
-- order. target_id is the target that is forecast to miss, else the worst one; null for a
-- milestone. since_on is the deadline that is past, the day the help was needed, the first snapshot
-- in a row that is rosier, else the first with this status. overdue_since_on is the deadline that
-- is past, null where none is. help_* tell of the open request that is needed first, and are null
-- where none is open.
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
    found as (
        select
            x.*,
            t.item_no,
            j.rosier_since,
            h.* exclude (as_of, task_id),
            case when x.status = 'at_risk' then m.target_id end as missed_target_id,
            case
                when x.status = 'overdue'
                then 'overdue'
                when x.status = 'behind' or missed_target_id is not null
                then 'off_pace'
                when x.status <> 'done' and h.help_days_overdue > 0
                then 'blocked'
                when x.is_rosier
                then 'rosier'
                when x.n_stale_in_row >= 2
                then 'stale_twice'
            end as consequence,
        from task_status as x
        join tasks as t using (as_of, task_id)
        join task_judgement as j using (as_of, task_id)
        left join misses as m using (as_of, task_id)  -- null: no target is forecast to miss
        left join
            help_by_task as h on h.as_of = x.as_of and h.task_id = x.task_id and h.n_help_open > 0  -- null: no open request
    ),
    lasting as (
        select
            f.*,
            c.severity,
            case
                consequence
                when 'overdue'
                then f.as_of - f.deciding_due_on
                when 'blocked'
                then f.help_days_overdue
                when 'stale_twice'
                then f.n_stale_in_row
            end as lasts,
        from found as f
        join consequences as c using (consequence)
    ),
    placed as (
        select
            *,
            row_number() over (
                partition by as_of
                order by
                    severity,
                    lasts desc nulls last,
                    case
                        when consequence in ('off_pace', 'rosier') then deviation_points
                    end nulls last,
                    plan_year,
                    item_no
            ) as place,
            case
                consequence
                when 'overdue'
                then deciding_due_on
                when 'blocked'
                then help_needed_on
                when 'rosier'
                then rosier_since
                else status_since
            end as since_on,
        from lasting
    )
select
    x.as_of,
    x.task_id,
    x.plan_year,
    x.pillar_id,
    x.consequence,
    x.severity,
    x.place,
    coalesce(x.missed_target_id, x.worst_target_id) as target_id,
    x.since_on,
    case when x.consequence = 'overdue' then x.deciding_due_on end as overdue_since_on,
    case when x.consequence = 'overdue' then x.lasts else 0 end::integer as days_overdue,
    x.help_text,
    x.help_unit_id,
    x.help_needed_on,
    x.help_days_overdue,
    x.n_help_open,
from placed as x
