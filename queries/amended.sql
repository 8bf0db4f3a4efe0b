-- What of the register was changed between two snapshots, by whom, and why?
--
-- Grain: object, id, field, decided_on
-- Params: as_of, since, lang
-- Columns: object, id, name, task_id, field, old_value, new_value, decided_on, authority, reason,
-- is_unregistered
-- The amendments the later snapshot holds and the earlier did not; then what differs in the
-- register without one, which has no date, authority or reason. A unit stands by its name. name and
-- task_id are null for what is neither a task nor a target, task_id also for a measure's target and
-- for what was withdrawn; old_value is null for a row that was added, new_value for one that was
-- removed. A null since gives no row.
with
    amended as (
        select
            n.object, n.id, n.field, n.old_value, n.new_value, n.decided_on, n.authority, n.reason,
        from amendments as n
        anti join
            amendments as b
            on b.as_of = $since
            and b.object = n.object
            and b.id = n.id
            and b.field = n.field
            and b.decided_on = n.decided_on
        where n.as_of = $as_of and $since is not null
    ),
    was as (select object, id, field, value, from registered where as_of = $since),
    held as (
        select object, id, field, value, is_added_by_decision, from registered where as_of = $as_of
    ),
    differing as (
        select object, id, field, was.value as old_value, held.value as new_value,
        from was
        full join held using (object, id, field)  -- null: the row was added or removed
        where
            $since is not null
            and was.value is distinct from held.value
            and case
                when field in ('task_id', 'target_id')
                then not coalesce(held.is_added_by_decision, false)
                else was.id is not null and held.id is not null
            end
    ),
    found as (
        select *, false as is_unregistered,
        from amended
        union all by name
        select *, true as is_unregistered,
        from differing
        anti join amended using (object, id, field)
    )
select
    f.object,
    f.id,
    coalesce(t.title, g.target, s.title, h.target)[$lang] as name,
    case when f.object = 'tasks' then t.task_id else g.task_id end as task_id,
    f.field,
    coalesce(a.unit[$lang], f.old_value) as old_value,
    coalesce(u.unit[$lang], f.new_value) as new_value,
    f.decided_on,
    f.authority,
    f.reason,
    f.is_unregistered,
from found as f
left join tasks as t on f.object = 'tasks' and t.as_of = $as_of and t.task_id = f.id  -- null: no task
left join targets as g on f.object = 'targets' and g.as_of = $as_of and g.target_id = f.id  -- null: the same
left join tasks as s on f.object = 'tasks' and s.as_of = $since and s.task_id = f.id  -- null: no task then
left join targets as h on f.object = 'targets' and h.as_of = $since and h.target_id = f.id  -- null: the same
left join units as a on f.field = 'unit_id' and a.as_of = $as_of and a.unit_id = f.old_value  -- null: no unit
left join units as u on f.field = 'unit_id' and u.as_of = $as_of and u.unit_id = f.new_value  -- null: no unit
order by f.is_unregistered, f.decided_on, f.object desc, f.id, f.field
