-- Which tasks changed their status since another snapshot, and by what cause?
--
-- Grain: task_id
-- Params: as_of, since, plan_year, lang, pillar_id
-- Columns: task_id, task, unit_id, unit, pillar_id, change, status_before, status, rule_before,
-- rule, target_id, target, value_before, value, unit_scale, unit_of_measure, comparator,
-- target_value, attainment_share_before, attainment_share, expected_share_before, expected_share,
-- deviation_points_before, deviation_points, due_on_before, due_on, is_deadline_moved,
-- has_late_return, reason, return_sha256
-- In the order of changes_counted, then the plan's. A null plan_year or pillar_id means all; a null
-- since gives no row, and so does a task that one of the two snapshots does not hold. The target is
-- the one that gave the worse of the two statuses; its columns are null for a milestone. For a
-- change to the worse, reason is the last one given in between, null if none was. has_late_return:
-- the unit was late with a return in between.
with
    reasons as (
        select task_id, max_by(reason, as_of) as reason,
        from task_returns_history
        where as_of > $since and as_of <= $as_of and not is_carried_forward and reason is not null
        group by task_id
    ),
    late as (
        select distinct unit_id,
        from returns_history
        where as_of > $since and as_of <= $as_of and not is_on_time
    )
select
    x.task_id,
    t.title[$lang] as task,
    t.unit_id,
    u.unit[$lang] as unit,
    t.pillar_id,
    k.change,
    b.status as status_before,
    x.status,
    b.rule as rule_before,
    x.rule,
    g.target_id,
    g.target[$lang] as target,
    q.value as value_before,
    p.value,
    g.unit_scale,
    g.unit_of_measure[$lang] as unit_of_measure,
    g.comparator,
    g.target_value,
    q.attainment_share as attainment_share_before,
    p.attainment_share,
    q.expected_share as expected_share_before,
    p.expected_share,
    q.deviation_points as deviation_points_before,
    p.deviation_points,
    o.due_on as due_on_before,
    t.due_on,
    o.due_on <> t.due_on as is_deadline_moved,
    l.unit_id is not null as has_late_return,
    case when k.is_worse then w.reason end as reason,
    r.return_sha256,
from task_status as x
join task_status as b on b.as_of = $since and b.task_id = x.task_id
join change_kinds as k on k.status_before = b.status and k.status = x.status
join changes_counted as c using (change)
join tasks as t on t.as_of = x.as_of and t.task_id = x.task_id
join tasks as o on o.as_of = b.as_of and o.task_id = x.task_id
join units as u on u.as_of = x.as_of and u.unit_id = t.unit_id
join task_returns as r on r.as_of = x.as_of and r.task_id = x.task_id
left join
    targets as g
    on g.as_of = x.as_of
    and g.target_id = case when k.is_worse then x.worst_target_id else b.worst_target_id end  -- null: milestone
left join target_progress as p on p.as_of = x.as_of and p.target_id = g.target_id  -- null: the same
left join target_progress as q on q.as_of = b.as_of and q.target_id = g.target_id  -- null: not then
left join reasons as w on w.task_id = x.task_id  -- null: none given
left join late as l on l.unit_id = t.unit_id  -- null: none late
where
    x.as_of = $as_of
    and ($plan_year is null or t.plan_year = $plan_year)
    and ($pillar_id is null or t.pillar_id = $pillar_id)
order by c.sort_key, t.plan_year, t.item_no
