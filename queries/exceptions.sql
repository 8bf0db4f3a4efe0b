-- Which tasks need a leader today, the most consequential first?
--
-- Grain: task_id
-- Params: as_of, lang, pillar_id
-- Columns: position, task_id, task, unit_id, unit, responsible_person, pillar_id, consequence,
-- status, rule, target, comparator, value, target_value, unit_scale, unit_of_measure, due_on,
-- days_overdue, deviation_points, forecast_best, shortfall, required_per_week, recent_per_week,
-- since_on, n_stale_in_row, last_known_status, last_known_as_of, help_text, help_unit_id,
-- help_unit, help_needed_on, help_days_overdue, n_help_open, is_rosier, reported_status,
-- n_exceptions
-- Order: overdue, longest first; behind or forecast to miss, furthest behind first; waiting for
-- another unit's help past its day, longest first; judged better by the unit than by the figures,
-- furthest behind first; stale twice or more in a row, longest first. A task stands under the first
-- that applies. At most seven; n_exceptions is how many there are. The target is the worst one, or
-- the one forecast to miss: forecast_best is the better end of its range, shortfall what that
-- lacks.
-- since_on: the deadline of what is overdue, the day help was needed, the first snapshot in a row
-- that is rosier, else the first with this status. Of several open requests the one needed first is
-- shown. responsible_person is null while the data is a demonstration: nobody is listed for
-- progress that is made up. A null pillar_id means the whole plan.
with
    misses as (
        select
            f.as_of,
            x.task_id,
            min_by(f.target_id, (coalesce(p.deviation_points, 0), f.target_id)) as missed_target_id,
        from forecast as f
        join target_status as x using (as_of, target_id)
        join target_progress as p using (as_of, target_id)
        where f.as_of = $as_of and f.is_forecast_short and x.status = 'at_risk'
        group by all
    ),
    open_help as (
        select
            as_of,
            task_id,
            min_by(text, (needed_on, request_id)) as help_text,
            min_by(asked_of_unit_id, (needed_on, request_id)) as help_unit_id,
            min(needed_on) as help_needed_on,
            bool_or(is_overdue) as is_help_overdue,
            count(*)::integer as n_help_open,
        from help_requests
        where is_open and as_of = $as_of
        group by all
    ),
    found as (
        select
            x.*,
            t.title[$lang] as task,
            t.unit_id,
            t.responsible_person,
            t.pillar_id,
            t.item_no,
            t.plan_year,
            t.due_on,
            case when x.status = 'overdue' then x.as_of - t.due_on else 0 end::integer
            as days_overdue,
            h.help_text,
            h.help_unit_id,
            h.help_needed_on,
            h.n_help_open,
            j.rosier_since,
            case when x.status = 'at_risk' then m.missed_target_id end as missed_target_id,
            case
                when h.task_id is not null then greatest(0, x.as_of - h.help_needed_on)
            end::integer as help_days_overdue,
            case
                when x.status = 'overdue'
                then 1
                when x.status = 'behind' or (x.status = 'at_risk' and m.task_id is not null)
                then 2
                when x.status <> 'done' and h.is_help_overdue
                then 3
                when x.is_rosier
                then 4
                when x.n_stale_in_row >= 2
                then 5
            end as rank,
        from task_status as x
        join tasks as t using (as_of, task_id)
        join task_judgement as j using (as_of, task_id)
        left join misses as m using (as_of, task_id)  -- null: no target is forecast to miss
        left join open_help as h using (as_of, task_id)  -- null: no open request
        where x.as_of = $as_of and ($pillar_id is null or t.pillar_id = $pillar_id)
    ),
    ordered as (
        select
            *,
            row_number() over (
                order by
                    rank,
                    case when rank = 1 then - days_overdue end,
                    case when rank = 3 then - help_days_overdue end,
                    case when rank = 5 then - n_stale_in_row end,
                    deviation_points nulls last,
                    plan_year,
                    item_no
            )::integer as position,
            count(*) over ()::integer as n_exceptions,
        from found
        where rank is not null
    )
select
    o.position,
    o.task_id,
    o.task,
    o.unit_id,
    u.unit[$lang] as unit,
    case when s.kind <> 'demo' then o.responsible_person end as responsible_person,
    o.pillar_id,
    ['overdue', 'off_pace', 'blocked', 'rosier', 'stale_twice'][o.rank] as consequence,
    o.status,
    o.rule,
    g.target[$lang] as target,
    g.comparator,
    p.value,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    o.due_on,
    o.days_overdue,
    p.deviation_points,
    case
        when g.comparator = 'at_most' then f.forecast_low else f.forecast_high
    end as forecast_best,
    case when f.is_forecast_short then abs(g.target_value - forecast_best) end as shortfall,
    f.required_per_week,
    f.recent_per_week,
    case
        o.rank
        when 1
        then o.due_on
        when 3
        then o.help_needed_on
        when 4
        then o.rosier_since
        else o.status_since
    end as since_on,
    o.n_stale_in_row,
    o.last_known_status,
    o.last_known_as_of,
    o.help_text,
    o.help_unit_id,
    a.unit[$lang] as help_unit,
    o.help_needed_on,
    o.help_days_overdue,
    o.n_help_open,
    o.is_rosier,
    o.reported_status,
    o.n_exceptions,
from ordered as o
join snapshots as s on s.as_of = $as_of
join units as u on u.as_of = $as_of and u.unit_id = o.unit_id
left join units as a on a.as_of = $as_of and a.unit_id = o.help_unit_id  -- null: no help asked
left join
    targets as g  -- null: no target
    on g.as_of = $as_of
    and g.target_id = coalesce(o.missed_target_id, o.worst_target_id)
left join target_progress as p on p.as_of = $as_of and p.target_id = g.target_id  -- null: no target
left join forecast as f on f.as_of = $as_of and f.target_id = g.target_id  -- null: no forecast
where o.position <= 7
order by o.position
