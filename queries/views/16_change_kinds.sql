-- What is it called when a task goes from one status to another?
--
-- Grain: status_before, status
-- Columns: status_before, status, change, is_worse, sort_key
-- Only pairs that differ. The first that applies, in the order of docs/method.md; sort_key is the
-- order of lists, bad news first. is_worse goes by severity.
with
    graded as (select distinct status, severity, from statuses),
    named as (
        select
            b.status as status_before,
            s.status,
            case
                when s.status = 'done'
                then 'newly_done'
                when s.status = 'overdue'
                then 'newly_overdue'
                when b.status = 'done'
                then 'reopened'
                when s.status = 'stale'
                then 'gone_stale'
                when b.status = 'stale'
                then 'reported_again'
                when s.severity < b.severity
                then 'worse'
                else 'better'
            end as change,
            s.severity < b.severity as is_worse,
        from graded as b
        join graded as s on s.status <> b.status
    )
select
    status_before,
    status,
    change,
    is_worse,
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
    )::integer as sort_key,
from named
