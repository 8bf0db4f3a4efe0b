-- What did the register hold on each as-of date, of what an amendment usually changes?
--
-- Grain: as_of, object, id, field
-- Columns: as_of, object, id, field, value, is_added_by_decision
-- Only what an amendment usually changes. Values as text. A row's own key is a field too, so that a
-- row added or removed is one difference; is_added_by_decision says that an amendment adds the row,
-- alone, with its year's list or with its task. Closed years and what was withdrawn are there too.
with
    tasks_added as (
        select t.as_of, t.task_id,
        from published.tasks as t
        semi join
            amendments as a
            on a.as_of = t.as_of
            and a.object = 'tasks'
            and a.field = 'added'
            and a.id in (t.task_id, t.plan_year::varchar)
        where t.is_current
    ),
    targets_added as (
        select as_of, id as target_id,
        from amendments
        where object = 'targets' and field = 'added'
        union
        select g.as_of, g.target_id,
        from published.targets as g
        semi join tasks_added as t on t.as_of = g.as_of and t.task_id = g.task_id
        where g.is_current
    ),
    listed as (
        select
            t.as_of,
            'tasks' as object,
            t.task_id as id,
            a.task_id is not null as is_added_by_decision,
            unnest(['task_id', 'due_on', 'unit_id', 'responsible_person']) as field,
            unnest([t.task_id, t.due_on::varchar, t.unit_id, t.responsible_person]) as value,
        from published.tasks as t
        left join tasks_added as a on a.as_of = t.as_of and a.task_id = t.task_id  -- null: no amendment adds it
        where t.is_current
        union all
        select
            g.as_of,
            'targets' as object,
            g.target_id as id,
            a.target_id is not null as is_added_by_decision,
            unnest(['target_id', 'target_value', 'due_on']) as field,
            unnest(
                [
                    g.target_id,
                    regexp_replace(g.target_value::varchar, '\.0$', ''),
                    g.due_on::varchar
                ]
            ) as value,
        from published.targets as g
        left join targets_added as a on a.as_of = g.as_of and a.target_id = g.target_id  -- null: the same
        where g.is_current
    )
select as_of, object, id, field, value, is_added_by_decision,
from listed
