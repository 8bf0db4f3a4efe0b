-- Which dates are past and not kept, and which come in the next days?
--
-- Grain: event, id
-- Params: as_of, lang, plan_year
-- Columns: event, id, on_date, days, is_past, text, task_id, item_no, task, unit_id, unit, status
-- Of tasks that are not done: deadline, a task's own; step, the day of the next step its unit
-- named; answer, the day an answer to a request for help is needed, by the unit that was asked. A
-- past step is listed while the stage is still the one reported before it. What comes is listed up
-- to the plan's chase_days ahead. days is negative where the date is past. text is the step or the
-- request, null for a deadline. A null plan_year means all. By date.
with
    open_tasks as (
        select
            t.task_id,
            t.item,
            t.title,
            t.unit_id,
            t.due_on,
            t.plan_year,
            t.item_no,
            x.status,
            r.next_step,
            r.next_step_on,
            w.next_step_days_past,
            p.chase_days,
        from tasks as t
        join plan as p using (as_of)
        join task_status as x using (as_of, task_id)
        join task_returns as r using (as_of, task_id)
        join repeated_words as w using (as_of, task_id)
        where
            t.as_of = $as_of
            and ($plan_year is null or t.plan_year = $plan_year)
            and x.status <> 'done'
    ),
    listed as (
        select
            'deadline' as event,
            task_id as id,
            due_on as on_date,
            null::varchar as text,
            unit_id as acting_unit_id,
            o.*,
        from open_tasks as o
        union all
        select
            'step' as event,
            task_id as id,
            next_step_on as on_date,
            next_step as text,
            unit_id as acting_unit_id,
            o.*,
        from open_tasks as o
        where next_step_days_past is not null or next_step_on >= $as_of
        union all
        select
            'answer' as event,
            h.request_id as id,
            h.needed_on as on_date,
            h.text,
            h.asked_of_unit_id as acting_unit_id,
            o.*,
        from open_tasks as o
        join help_requests as h on h.as_of = $as_of and h.task_id = o.task_id and h.is_open
    )
select
    l.event,
    l.id,
    l.on_date,
    (l.on_date - $as_of)::integer as days,
    l.on_date < $as_of as is_past,
    l.text,
    l.task_id,
    l.item as item_no,
    l.title[$lang] as task,
    l.acting_unit_id as unit_id,
    u.unit[$lang] as unit,
    l.status,
from listed as l
join units as u on u.as_of = $as_of and u.unit_id = l.acting_unit_id
where l.on_date - $as_of <= l.chase_days
order by l.on_date, l.event, l.plan_year, l.item_no, l.id
