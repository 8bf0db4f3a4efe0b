-- What is it called when a task goes from one status to another?
--
-- Grain: status_before, status
-- Columns: status_before, status, is_worse, change
-- Kept: no, it is the same on every date
-- Only pairs that differ. A pair has the first name that applies, in the order of docs/method.md.
-- is_worse goes by severity; a task that is not started is neither better nor worse than one on
-- track.
with graded as (select distinct status, severity, from statuses)
select
    b.status as status_before,
    s.status,
    s.severity < b.severity and (b.status <> 'not_started' or s.status <> 'on_track') as is_worse,
    case
        when s.status = 'done'
        then 'newly_done'
        when s.status = 'overdue'
        then 'newly_overdue'
        when b.status = 'done'
        then 'reopened'
        when s.status = 'not_started'
        then 'put_off'
        when s.status = 'stale'
        then 'gone_stale'
        when b.status = 'stale'
        then 'reported_again'
        when b.status = 'not_started' and s.status = 'on_track'
        then 'begun'
        when is_worse or b.status = 'not_started'
        then 'worse'
        else 'better'
    end as change,
from graded as b
join graded as s on s.status <> b.status
