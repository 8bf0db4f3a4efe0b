-- Which tasks changed their status since the previous snapshot?
--
-- Grain: task_id
-- Params: as_of, lang, pillar_id
-- Columns: task_id, task, unit_id, unit, pillar_id, change, status_before, status, rule
-- Changes, in this order: newly_overdue, reopened, worse, gone_stale, newly_done, better,
-- reported_again. A null pillar_id means the whole plan. No row at the first snapshot.
with
    changed as (
        select
            x.*,
            t.title[$lang] as task,
            t.unit_id,
            u.unit[$lang] as unit,
            t.pillar_id,
            t.plan_year,
            t.item_no,
            case
                when x.status = 'done'
                then 'newly_done'
                when x.status = 'overdue'
                then 'newly_overdue'
                when x.status_before = 'done'
                then 'reopened'
                when x.status = 'stale'
                then 'gone_stale'
                when x.status_before = 'stale'
                then 'reported_again'
                when s.severity < b.severity
                then 'worse'
                else 'better'
            end as change,
        from task_status as x
        join tasks as t using (as_of, task_id)
        join units as u on u.as_of = x.as_of and u.unit_id = t.unit_id
        join statuses as s on s.as_of = x.as_of and s.status = x.status
        join statuses as b on b.as_of = x.as_of and b.status = x.status_before
        where
            x.as_of = $as_of
            and x.status <> x.status_before
            and ($pillar_id is null or t.pillar_id = $pillar_id)
    )
select task_id, task, unit_id, unit, pillar_id, change, status_before, status, rule,
from changed
order by
    list_position(
        [
            'newly_overdue',
            'reopened',
            'worse',
            'gone_stale',
            'newly_done',
            'better',
            'reported_again',
        ],
        change
    ),
    plan_year,
    item_no
