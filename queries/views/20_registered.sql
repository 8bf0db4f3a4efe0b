-- What did the register hold on each as-of date, of what an amendment usually changes?
--
-- Grain: as_of, object, id, field
-- Columns: as_of, object, id, field, value
-- Only what an amendment usually changes. Values as text. A row's own key is a field too, so that a
-- row added or removed is one difference.
with
    listed as (
        select
            as_of,
            'tasks' as object,
            task_id as id,
            unnest(['task_id', 'due_on', 'unit_id', 'responsible_person']) as field,
            unnest([task_id, due_on::varchar, unit_id, responsible_person]) as value,
        from tasks
        union all
        select
            as_of,
            'targets' as object,
            target_id as id,
            unnest(['target_id', 'target_value', 'due_on']) as field,
            unnest(
                [target_id, regexp_replace(target_value::varchar, '\.0$', ''), due_on::varchar]
            ) as value,
        from targets
    )
select as_of, object, id, field, value,
from listed
