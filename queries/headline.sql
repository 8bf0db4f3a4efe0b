-- How many tasks stand where, and how much of the time is gone?
--
-- Grain: as_of
-- Params: as_of, pillar_id
-- Columns: as_of, previous_as_of, n_tasks, n_done, n_on_track, n_at_risk, n_behind, n_overdue,
-- n_stale, n_attention, n_attention_before, n_attention_change, n_reported, mean_attainment_share,
-- n_attainment, elapsed_share, starts_on, ends_on
-- A null pillar_id means the whole plan. n_attention: neither done nor on track.
-- n_attention_before and n_attention_change, now less before, are null at the first snapshot.
-- Time runs from the first task's start to the
-- last task's deadline in force.
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
    count(*) filter (where x.status not in ('done', 'on_track'))::integer as n_attention,
    case
        when s.previous_as_of is not null
        then count(*) filter (where x.status_before not in ('done', 'on_track'))
    end::integer as n_attention_before,
    n_attention - n_attention_before as n_attention_change,
    count(*) filter (where x.has_return)::integer as n_reported,
    avg(x.attainment_share) as mean_attainment_share,
    count(x.attainment_share)::integer as n_attainment,
    greatest(
        0, least(1, (s.as_of - min(t.starts_on)) / nullif(max(t.due_on) - min(t.starts_on), 0))
    ) as elapsed_share,
    min(t.starts_on) as starts_on,
    max(t.due_on) as ends_on,
from task_status as x
join tasks as t using (as_of, task_id)
join snapshots as s using (as_of)
where x.as_of = $as_of and ($pillar_id is null or t.pillar_id = $pillar_id)
group by s.as_of, s.previous_as_of
