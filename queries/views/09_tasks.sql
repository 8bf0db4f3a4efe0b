-- What tasks does the plan have, with the deadline in force and the original one?
--
-- Grain: as_of, task_id
-- Columns: as_of, task_id, plan_year, item_no, item, pillar_id, measure_id, title, unit_id,
-- responsible_person, profile, starts_on, due_on, original_due_on, days_left, source
-- Status goes by the deadline in force, lateness by the original one, which is the same unless it
-- was moved. A task of a closed year is there for the last time in the snapshot that closed it, and
-- one that was withdrawn in the last before that. item is the number in the plan, with its year in
-- a plan of several years. days_left runs to the deadline in force and is negative after it.
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
    case
        when (select count(*), from plan_years) > 1
        then t.plan_year || '-' || t.item_no
        else t.item_no::varchar
    end as item,
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
join plan_years as y using (as_of, plan_year)
left join first_deadlines as f using (as_of, task_id)  -- null: the deadline was never moved
anti join withdrawn as w on w.as_of = t.as_of and w.object = 'tasks' and w.id = t.task_id
where t.is_current and coalesce(y.final_as_of = t.as_of, true)
