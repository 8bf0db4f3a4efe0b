-- How many tasks have fallen due, how many of those are done, and how do all stand?
--
-- Grain: as_of
-- Params: as_of, plan_year, pillar_id, unit_id
-- Columns: as_of, plan_year, previous_as_of, n_tasks, n_due, n_due_originally, n_done_in_time,
-- n_done_late, n_awaited, n_due_today, n_done_early, n_not_due, busiest_due_on, n_busiest_due,
-- n_done, n_on_track, n_at_risk, n_behind, n_overdue, n_stale, n_not_started, n_attention,
-- n_attention_before, n_attention_change, n_reported, mean_attainment_share, n_attainment,
-- elapsed_share, starts_on, ends_on, n_fine, attention_statuses, n_attention_each, next_due_on,
-- n_next_due, ahead_statuses, n_ahead_each, n_failing, answer
-- A null plan_year, pillar_id or unit_id means all; what holds no task has no row. n_due is the sum
-- of n_done_in_time, n_done_late, n_overdue, n_awaited and n_due_today; n_done_early and n_not_due
-- are the rest. n_due_originally counts what would be due by the deadlines first set. Of the tasks
-- not due, most fall due on busiest_due_on, the earliest of several days; it is null where none is
-- left. n_attention counts the tasks whose status needs attention, n_fine those done or on track.
-- attention_statuses lists, worst first, those statuses that any task has, and n_attention_each how
-- many tasks have each; ahead_statuses and n_ahead_each do so for the tasks not due, whatever the
-- status. The next n_next_due of those fall due on next_due_on, null where none is left. n_failing
-- counts the tasks overdue or behind. answer is what that amounts to, of all tasks: clearly_behind
-- above answer_behind_share of them; else incomplete where answer_unreported_share or more are
-- stale; else at_risk from answer_risk_share on; else under_control. n_attention_change is
-- n_attention less n_attention_before; both are null at the first snapshot. mean_attainment_share
-- is null where no task has an attainment. The time is that of time_gone.
with
    judged as (
        select
            x.as_of,
            x.status,
            x.due_state,
            x.is_due_originally,
            x.due_on,
            x.has_return,
            x.mean_attainment_share,
            s.severity,
            s.is_attention,
            coalesce(b.is_attention, false) as was_attention,
        from task_status as x
        join statuses as s using (as_of, status)
        left join statuses as b on b.as_of = x.as_of and b.status = x.status_before  -- null: not there before
        where
            x.as_of = $as_of
            and ($plan_year is null or x.plan_year = $plan_year)
            and ($pillar_id is null or x.pillar_id = $pillar_id)
            and ($unit_id is null or x.unit_id = $unit_id)
    ),
    by_status as (
        select status, severity, count(*)::integer as n,
        from judged
        where is_attention
        group by status, severity
    ),
    ahead as (
        select due_on, count(*)::integer as n,
        from judged
        where due_state = 'not_due'
        group by due_on
    ),
    busiest as (select due_on, n, from ahead order by n desc, due_on limit 1),
    soonest as (select due_on, n, from ahead order by due_on limit 1),
    ahead_by_status as (
        select status, severity, count(*)::integer as n,
        from judged
        where due_state = 'not_due'
        group by status, severity
    )
select
    s.as_of,
    $plan_year::integer as plan_year,
    s.previous_as_of,
    count(*)::integer as n_tasks,
    (count(*) filter (where x.due_state not in ('done_early', 'not_due')))::integer as n_due,
    (count(*) filter (where x.is_due_originally))::integer as n_due_originally,
    (count(*) filter (where x.due_state = 'done_in_time'))::integer as n_done_in_time,
    (count(*) filter (where x.due_state = 'done_late'))::integer as n_done_late,
    (count(*) filter (where x.due_state = 'awaited'))::integer as n_awaited,
    (count(*) filter (where x.due_state = 'due_today'))::integer as n_due_today,
    (count(*) filter (where x.due_state = 'done_early'))::integer as n_done_early,
    (count(*) filter (where x.due_state = 'not_due'))::integer as n_not_due,
    (select due_on, from busiest) as busiest_due_on,
    coalesce((select n, from busiest), 0) as n_busiest_due,
    (count(*) filter (where x.status = 'done'))::integer as n_done,
    (count(*) filter (where x.status = 'on_track'))::integer as n_on_track,
    (count(*) filter (where x.status = 'at_risk'))::integer as n_at_risk,
    (count(*) filter (where x.status = 'behind'))::integer as n_behind,
    (count(*) filter (where x.status = 'overdue'))::integer as n_overdue,
    (count(*) filter (where x.status = 'stale'))::integer as n_stale,
    (count(*) filter (where x.status = 'not_started'))::integer as n_not_started,
    (count(*) filter (where x.is_attention))::integer as n_attention,
    case when s.previous_as_of is not null then count(*) filter (where x.was_attention) end::integer
    as n_attention_before,
    n_attention - n_attention_before as n_attention_change,
    (count(*) filter (where x.has_return))::integer as n_reported,
    avg(x.mean_attainment_share) as mean_attainment_share,
    count(x.mean_attainment_share)::integer as n_attainment,
    any_value(g.elapsed_share) as elapsed_share,
    any_value(g.starts_on) as starts_on,
    any_value(g.ends_on) as ends_on,
    n_done + n_on_track as n_fine,
    coalesce((select list(status order by severity), from by_status), []) as attention_statuses,
    coalesce((select list(n order by severity), from by_status), []) as n_attention_each,
    (select due_on, from soonest) as next_due_on,
    coalesce((select n, from soonest), 0) as n_next_due,
    coalesce((select list(status order by severity), from ahead_by_status), []) as ahead_statuses,
    coalesce((select list(n order by severity), from ahead_by_status), []) as n_ahead_each,
    n_overdue + n_behind as n_failing,
    case
        when n_failing / nullif(n_tasks, 0) > p.answer_behind_share
        then 'clearly_behind'
        when n_stale / nullif(n_tasks, 0) >= p.answer_unreported_share
        then 'incomplete'
        when n_failing / nullif(n_tasks, 0) >= p.answer_risk_share
        then 'at_risk'
        else 'under_control'
    end as answer,
from judged as x
join snapshots as s using (as_of)
join plan as p using (as_of)
left join
    time_gone as g  -- null: a unit's tasks alone have no time of their own
    on g.as_of = x.as_of
    and g.plan_year is not distinct from $plan_year
    and g.pillar_id is not distinct from $pillar_id
    and $unit_id is null
group by
    s.as_of, s.previous_as_of, p.answer_risk_share, p.answer_behind_share, p.answer_unreported_share
