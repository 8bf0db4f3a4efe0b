-- How much changed between two snapshots, of each kind?
--
-- Grain: change
-- Params: as_of, since
-- Columns: change, is_of_status, n
-- Every kind, also with none: the kinds of change of a task's status, then what the lists
-- value_changes, amended, restatements (publications, not values), irregular_returns and
-- help_changes hold. A null since counts nothing.
with
    statuses_changed as (
        select c.change, c.sort_key, count(x.task_id) as n,
        from change_kinds as c
        left join task_status as b on b.as_of = $since and b.status = c.status_before  -- null: none then
        left join
            task_status as x on x.as_of = $as_of and x.task_id = b.task_id and x.status = c.status  -- null: none now
        group by all
    ),
    values_moved as (
        select 'value_moved' as change, 11 as sort_key, count(*) as n,
        from target_progress as x
        join target_progress as b on b.as_of = $since and b.target_id = x.target_id
        where
            x.as_of = $as_of
            and (x.value is distinct from b.value or x.measured_on is distinct from b.measured_on)
    ),
    amendments_new as (
        select object, id, field, decided_on,
        from amendments
        where as_of = $as_of and $since is not null
        except
        select object, id, field, decided_on,
        from amendments
        where as_of = $since
    ),
    amended as (select 'amended' as change, 12 as sort_key, count(*) as n, from amendments_new),
    unregistered as (
        select 'unregistered' as change, 13 as sort_key, count(*) as n,
        from (select * from registered where as_of = $since) as b
        full join (select * from registered where as_of = $as_of) as x using (object, id, field)  -- null: the row was added or removed
        anti join amendments_new as a using (object, id, field)
        where
            $since is not null
            and b.value is distinct from x.value
            and (field in ('task_id', 'target_id') or b.value is not null and x.value is not null)
    ),
    restated as (
        select 'restated' as change, 14 as sort_key, count(*) as n,
        from published.snapshots
        where
            revision > 1
            and as_of <= $as_of
            and (
                as_of >= $since
                or published_at
                > (select min(published_at), from published.snapshots where as_of = $since)
                and published_at
                <= (select max(published_at), from published.snapshots where as_of = $as_of)
            )
    ),
    owed as (
        select as_of, unit_id,
        from targets
        union
        select as_of, unit_id,
        from tasks
    ),
    returned as (
        select
            unnest(['return_late', 'return_missing', 'return_sent_back']) as change,
            unnest([15, 16, 17]) as sort_key,
            unnest(
                [
                    count(*) filter (where not r.is_on_time),
                    count(*) filter (where r.unit_id is null),
                    count(*) filter (where r.n_sent_back > 0),
                ]
            ) as n,
        from owed as o
        left join returns as r using (as_of, unit_id)  -- null: did not report
        where o.as_of > $since and o.as_of <= $as_of
    ),
    helped as (
        select
            unnest(['help_asked', 'help_settled']) as change,
            unnest([18, 19]) as sort_key,
            unnest(
                [
                    count(*) filter (where b.request_id is null),
                    count(*) filter (where coalesce(b.is_open, true) and not x.is_open),
                ]
            ) as n,
        from help_requests as x
        left join help_requests as b on b.as_of = $since and b.request_id = x.request_id  -- null: new
        where x.as_of = $as_of and $since is not null
    ),
    counted as (
        from statuses_changed
        union all by name
        from values_moved
        union all by name
        from amended
        union all by name
        from unregistered
        union all by name
        from restated
        union all by name
        from returned
        union all by name
        from helped
    )
select change, sort_key < 10 as is_of_status, n::integer as n,
from (select change, sort_key, sum(n) as n, from counted group by all)
order by sort_key
