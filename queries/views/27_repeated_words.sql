-- Does a unit say the same again and again, and is the next step it names already past?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, n_same_narrative, n_same_next_step, next_step_days_past
-- The newest return and those right before it that have the same words; what is carried forward is
-- not a return. Each count is 0 where there are no words. next_step_days_past is null unless the
-- day of the next step has passed and the stage is still the one that was reported up to that day.
with
    said as (
        select as_of as said_on, task_id, narrative, next_step, next_step_on, stage,
        from task_returns_history
        where not is_carried_forward and reported_on is not null
    ),
    differing as (
        select
            r.as_of,
            r.task_id,
            max(
                case when s.narrative is distinct from r.narrative then s.said_on end
            ) as other_narrative_on,
            max(
                case
                    when
                        s.next_step is distinct from r.next_step
                        or s.next_step_on is distinct from r.next_step_on
                    then s.said_on
                end
            ) as other_step_on,
            max(case when s.said_on <= r.next_step_on then s.said_on end) as stage_said_on,
        from task_returns as r
        left join said as s using (task_id)  -- null: never reported
        group by r.as_of, r.task_id
    ),
    counted as (
        select
            d.as_of,
            d.task_id,
            count(
                case
                    when d.other_narrative_on is null or s.said_on > d.other_narrative_on
                    then s.narrative
                end
            )::integer as n_same_narrative,
            count(
                case
                    when d.other_step_on is null or s.said_on > d.other_step_on then s.next_step
                end
            )::integer as n_same_next_step,
            max(case when s.said_on = d.stage_said_on then s.stage end) as stage_then,
        from differing as d
        left join said as s using (task_id)  -- null: never reported
        group by d.as_of, d.task_id
    )
select
    c.as_of,
    c.task_id,
    c.n_same_narrative,
    c.n_same_next_step,
    case
        when r.next_step_on < c.as_of and coalesce(c.stage_then = r.stage, true)
        then c.as_of - r.next_step_on
    end::integer as next_step_days_past,
from counted as c
join task_returns as r using (as_of, task_id)
