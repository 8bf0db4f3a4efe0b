-- Who must act on each task that needs attention or waits for help, and how?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, act, acting_unit_id, act_text, act_on, act_days_past
-- Only tasks that are not done. act, the first that applies: answer, by the unit that was asked for
-- the help needed first; else by the responsible unit: report, where no return came; renew_step,
-- where the day of its next step has passed and the stage is still the same; name_step, where it
-- names none, or only one whose day has passed; take_step. act_text is the help or the step, act_on
-- the day for it, act_days_past for how long that has been past; they are null where none is known.
with
    known as (
        select
            x.as_of,
            x.task_id,
            x.unit_id,
            h.help_unit_id,
            h.help_text,
            h.help_needed_on,
            r.next_step,
            r.next_step_on,
            case
                when h.n_help_open > 0
                then 'answer'
                when x.status = 'stale'
                then 'report'
                when w.next_step_days_past is not null
                then 'renew_step'
                when r.next_step is null or r.next_step_on < x.as_of
                then 'name_step'
                else 'take_step'
            end as act,
        from task_status as x
        join statuses as s using (as_of, status)
        join task_returns as r using (as_of, task_id)
        join repeated_words as w using (as_of, task_id)
        left join help_by_task as h using (as_of, task_id)  -- null: none was asked
        where x.status <> 'done' and (s.is_attention or h.n_help_open > 0)
    )
select
    as_of,
    task_id,
    act,
    case when act = 'answer' then help_unit_id else unit_id end as acting_unit_id,
    case
        when act = 'answer' then help_text when act in ('take_step', 'renew_step') then next_step
    end as act_text,
    case
        when act = 'answer'
        then help_needed_on
        when act in ('take_step', 'renew_step')
        then next_step_on
    end as act_on,
    case when act_on < as_of then as_of - act_on end::integer as act_days_past,
from known
