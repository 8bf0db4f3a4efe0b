-- What tasks does the plan have, with the deadline in force and the original one?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, plan_year, item_no, pillar_id, measure_id, title, unit_id,
-- responsible_person, profile, starts_on, due_on, original_due_on, days_left, source
-- Status goes by the deadline in force, lateness by the original one, which is the same unless it
-- was moved. days_left runs to the deadline in force and is negative after it.
with
    first_deadlines as (
        select as_of, id as task_id, min_by(old_value, decided_on)::date as original_due_on,
        from amendments
        where object = 'tasks' and field = 'due_on'
        group by all
    )
select
    t.as_of,
    t.task_id,
    t.plan_year,
    t.item_no,
    t.pillar_id,
    t.measure_id,
    map{'zh':t.title_zh, 'en':t.title_en} as title,
    t.unit_id,
    t.responsible_person,
    t.profile,
    t.starts_on,
    t.due_on,
    coalesce(f.original_due_on, t.due_on) as original_due_on,
    (t.due_on - t.as_of)::integer as days_left,
    t.source,
from published.tasks as t
left join first_deadlines as f using (as_of, task_id)  -- null: the deadline was never moved
where t.is_current
