-- How many tasks stand where, and how much of the time is gone?
--
-- Grain: as_of
-- Params: as_of, pillar_id
-- Columns: as_of, previous_as_of, n_tasks, n_done, n_on_track, n_at_risk, n_behind, n_overdue,
-- n_stale, n_attention, n_attention_before, n_attention_change, n_reported, mean_attainment_share,
-- n_attainment, elapsed_share, starts_on, ends_on, n_fine, attention_statuses, n_attention_each
-- A null pillar_id means the whole plan; a pillar without tasks has no row. n_attention counts the
-- tasks whose status needs attention, n_fine the others. attention_statuses lists, worst first,
-- those statuses that any task has, and n_attention_each how many tasks have each.
-- n_attention_change is n_attention less n_attention_before; both are null at the first snapshot.
-- mean_attainment_share is null where no task has an attainment. The time is that of time_gone.
with
    judged as (
        select
            x.as_of,
            x.status,
            x.has_return,
            x.attainment_share,
            s.severity,
            s.is_attention,
            coalesce(b.is_attention, false) as was_attention,
        from task_status as x
        join tasks as t using (as_of, task_id)
        join statuses as s using (as_of, status)
        left join statuses as b on b.as_of = x.as_of and b.status = x.status_before  -- null: not there before
        where x.as_of = $as_of and ($pillar_id is null or t.pillar_id = $pillar_id)
    ),
    by_status as (
        select status, severity, count(*)::integer as n,
        from judged
        where is_attention
        group by status, severity
    )
select
    s.as_of,
    s.previous_as_of,
    count(*)::integer as n_tasks,
    count(*) filter (where x.status = 'done')::integer as n_done,
    count(*) filter (where x.status = 'on_track')::integer as n_on_track,
    count(*) filter (where x.status = 'at_risk')::integer as n_at_risk,
    count(*) filter (where x.status = 'behind')::integer as n_behind,
    count(*) filter (where x.status = 'overdue')::integer as n_overdue,
    count(*) filter (where x.status = 'stale')::integer as n_stale,
    count(*) filter (where x.is_attention)::integer as n_attention,
    case when s.previous_as_of is not null then count(*) filter (where x.was_attention) end::integer
    as n_attention_before,
    n_attention - n_attention_before as n_attention_change,
    count(*) filter (where x.has_return)::integer as n_reported,
    avg(x.attainment_share) as mean_attainment_share,
    count(x.attainment_share)::integer as n_attainment,
    any_value(g.elapsed_share) as elapsed_share,
    any_value(g.starts_on) as starts_on,
    any_value(g.ends_on) as ends_on,
    count(*) filter (where not x.is_attention)::integer as n_fine,
    coalesce((select list(status order by severity), from by_status), []) as attention_statuses,
    coalesce((select list(n order by severity), from by_status), []) as n_attention_each,
from judged as x
join snapshots as s using (as_of)
join time_gone as g on g.as_of = x.as_of and g.pillar_id is not distinct from $pillar_id
group by s.as_of, s.previous_as_of
