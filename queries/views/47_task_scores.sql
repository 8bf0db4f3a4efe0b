-- Is each task scored, by which status, and if not, why not?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, unit_id, pillar_id, plan_year, is_scored, unscored_because,
-- figure_status, points, is_checkable
-- A task is scored by what can be checked: figure_status is its status as if its unit had neither
-- judged it nor waited for help. unscored_because is unreported (stale, no stale target of it past
-- its deadline), not_started, or unchecked: a milestone not done, not past its deadline, not within
-- warn_days of it, and without a draft; an ongoing duty before its deadline is always that. points
-- are null for what is not scored, and those of an overdue task for a stale one past its deadline.
-- is_checkable: the figures could contradict a judgement of it, because it is scored and not done,
-- or because overdue help is a fact beside it.
with
    targets_alone as (
        select
            f.as_of,
            f.task_id,
            case
                when r.rule not in ('reported_red', 'reported_yellow', 'help_overdue')
                then r.status
                when not f.is_reported or not f.has_return or f.is_value_too_old
                then 'stale'
                when f.is_final_awaited or f.is_behind_time or f.is_forecast_short
                then 'at_risk'
                else 'on_track'
            end as status,
            true as is_due,
            f.is_help_overdue,
            g.due_on < f.as_of as is_past,
        from target_facts as f
        join rulings as r on r.as_of = f.as_of and r.kind = 'target' and r.id = f.target_id
        join targets as g on g.as_of = f.as_of and g.target_id = f.target_id
        where f.task_id is not null
    ),
    milestones_alone as (
        select
            f.as_of,
            f.task_id,
            case
                when r.rule not in ('reported_red', 'reported_yellow', 'help_overdue')
                then r.status
                when not f.is_reported or not f.has_return
                then 'stale'
                when f.lacks_next_step
                then 'at_risk'
                else 'on_track'
            end as status,
            f.is_delivered
            or f.is_past_due
            or (
                t.profile = 'at_deadline'
                and (
                    f.is_near
                    or coalesce(n.stage in ('drafted', 'awaiting_approval', 'done'), false)
                )
            ) as is_due,
            f.is_help_overdue,
            false as is_past,
        from milestone_facts as f
        join rulings as r on r.as_of = f.as_of and r.kind = 'milestone' and r.id = f.task_id
        join tasks as t on t.as_of = f.as_of and t.task_id = f.task_id
        join task_returns as n on n.as_of = f.as_of and n.task_id = f.task_id
    ),
    alone as (
        select *,
        from targets_alone
        union all
        select *,
        from milestones_alone
    ),
    worst as (
        select
            a.as_of,
            a.task_id,
            min_by(a.status, s.severity) as status,
            min_by(s.points, s.severity) as points,
            bool_or(a.is_due) as is_due,
            bool_or(a.is_help_overdue) as is_help_overdue,
            bool_or(a.status = 'stale' and a.is_past) as is_silent_past,
        from alone as a
        join statuses as s using (as_of, status)
        group by all
    ),
    reasoned as (
        select
            *,
            case
                when status = 'stale' and not is_silent_past
                then 'unreported'
                when status = 'not_started'
                then 'not_started'
                when not is_due
                then 'unchecked'
            end as unscored_because,
        from worst
    )
select
    x.as_of,
    x.task_id,
    t.unit_id,
    t.pillar_id,
    t.plan_year,
    x.unscored_because is null as is_scored,
    x.unscored_because,
    x.status as figure_status,
    case
        when x.status = 'stale' and x.is_silent_past
        then o.points
        when x.unscored_because is null
        then x.points
    end as points,
    x.status not in ('done', 'stale', 'not_started')
    and (x.is_due or x.is_help_overdue) as is_checkable,
from reasoned as x
join tasks as t using (as_of, task_id)
join statuses as o on o.as_of = x.as_of and o.status = 'overdue'
