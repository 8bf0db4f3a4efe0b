-- Which tasks need a leader today, the new ones first?
--
-- Grain: task_id
-- Params: as_of, lang, plan_year, pillar_id
-- Columns: position, task_id, plan_year, item_no, task, unit_id, unit, responsible_person,
-- pillar_id, consequence, severity, is_new, is_long, status, rule, target_id, target, comparator,
-- value, is_met, target_value, unit_scale, unit_of_measure, is_countable, due_on, days_overdue,
-- attainment_share, expected_share, deviation_points, forecast_best, shortfall, required_per_week,
-- recent_per_week, pace_days, since_on, n_stale_in_row, last_known_status, last_known_as_of,
-- help_text, help_unit_id, help_unit, help_needed_on, help_days_overdue, n_help_open, is_rosier,
-- reported_status, stage, reason, next_step, next_step_on, next_step_days_past, n_same_next_step,
-- n_same_narrative, act, acting_unit_id, acting_unit, act_text, act_on, act_days_past, is_listed,
-- n_exceptions
-- All of them. is_listed: among the concerns_shown. Places go first to those new since the snapshot
-- before, then to the gravest of each reason, then to those known for no more than concern_days,
-- then to the others; no reason takes more than concern_places while another waits. position is the
-- order in which they are read: the listed before the others, the new before the known, then as in
-- the view concerns. due_on is the deadline that is past where one is, else the task's.
-- n_exceptions is how many there are. forecast_best is the better end of the target's range, and
-- shortfall what it lacks where the whole range is short. What is of a target is null for a
-- milestone, what is of a forecast also where there is none, and what is of help where none is
-- open. Who must act, and how, is as in acts. responsible_person is null while the data is a
-- demonstration: nobody is listed for progress that is made up. A null plan_year or pillar_id means
-- all.
with
    found as (
        select
            c.*,
            a.is_new,
            a.is_long,
            case
                when a.is_new
                then 1
                when row_number() over (partition by c.consequence order by c.place) = 1
                then 2
                when not a.is_long
                then 3
                else 4
            end as turn,
        from concerns as c
        join concern_ages as a using (as_of, task_id)
        where
            c.as_of = $as_of
            and ($plan_year is null or c.plan_year = $plan_year)
            and ($pillar_id is null or c.pillar_id = $pillar_id)
    ),
    ranked as (
        select *, row_number() over (partition by consequence order by turn, place) as n_of_reason,
        from found
    ),
    chosen as (
        select
            r.*,
            row_number() over (order by r.n_of_reason > p.concern_places, r.turn, r.place)
            <= p.concerns_shown as is_listed,
            count(*) over ()::integer as n_exceptions,
        from ranked as r
        join plan as p using (as_of)
    ),
    ordered as (
        select
            c.*,
            x.* exclude (
                as_of,
                task_id,
                plan_year,
                pillar_id,
                attainment_share,
                expected_share,
                deviation_points,
                due_on
            ),
            t.item as item_no,
            t.title[$lang] as task,
            t.responsible_person,
            t.due_on,
            row_number() over (order by not c.is_listed, not c.is_new, c.place)::integer
            as position,
        from chosen as c
        join task_status as x using (as_of, task_id)
        join tasks as t using (as_of, task_id)
    )
select
    o.position,
    o.task_id,
    o.plan_year,
    o.item_no,
    o.task,
    o.unit_id,
    u.unit[$lang] as unit,
    case when s.kind <> 'demo' then o.responsible_person end as responsible_person,
    o.pillar_id,
    o.consequence,
    o.severity,
    o.is_new,
    o.is_long,
    o.status,
    o.rule,
    g.target_id,
    g.target[$lang] as target,
    g.comparator,
    p.value,
    p.is_met,
    g.target_value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    g.is_countable,
    coalesce(o.overdue_since_on, o.due_on) as due_on,
    o.days_overdue,
    p.attainment_share,
    p.expected_share,
    p.deviation_points,
    f.forecast_best,
    case when f.is_forecast_short then abs(g.target_value - f.forecast_best) end as shortfall,
    f.required_per_week,
    f.recent_per_week,
    l.pace_days,
    o.since_on,
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
    r.stage,
    r.reason,
    r.next_step,
    r.next_step_on,
    w.next_step_days_past,
    w.n_same_next_step,
    w.n_same_narrative,
    y.act,
    y.acting_unit_id,
    b.unit[$lang] as acting_unit,
    y.act_text,
    y.act_on,
    y.act_days_past,
    o.is_listed,
    o.n_exceptions,
from ordered as o
join snapshots as s on s.as_of = $as_of
join plan as l on l.as_of = $as_of
join units as u on u.as_of = $as_of and u.unit_id = o.unit_id
join task_returns as r on r.as_of = $as_of and r.task_id = o.task_id
join repeated_words as w on w.as_of = $as_of and w.task_id = o.task_id
join acts as y on y.as_of = $as_of and y.task_id = o.task_id
join units as b on b.as_of = $as_of and b.unit_id = y.acting_unit_id
left join units as a on a.as_of = $as_of and a.unit_id = o.help_unit_id  -- null: no help asked
left join targets as g on g.as_of = $as_of and g.target_id = o.target_id  -- null: no target
left join target_progress as p on p.as_of = $as_of and p.target_id = o.target_id  -- null: no target
left join forecast as f on f.as_of = $as_of and f.target_id = o.target_id  -- null: no forecast
order by o.position
