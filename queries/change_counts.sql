-- How much changed between two snapshots, of each kind?
--
-- Grain: change
-- Params: as_of, since, plan_year
-- Columns: change, is_of_status, n
-- Every kind, even if nothing of it happened, in the order of changes_counted: first the changes of
-- a task's status, then what the lists value_changes, amended, restatements (publications, not
-- values), irregular_returns and help_changes hold. A null since counts nothing. plan_year chooses
-- whose changes of status are counted, all years if null; the rest is not of a year.
with
    statuses_changed as (
        select c.change, count(*) as n,
        from task_status as x
        join task_status as b on b.as_of = $since and b.task_id = x.task_id
        join change_kinds as c on c.status_before = b.status and c.status = x.status
        where x.as_of = $as_of and ($plan_year is null or x.plan_year = $plan_year)
        group by c.change
    ),
    values_moved as (
        select 'value_moved' as change, count(*) as n,
        from target_progress as x
        join target_progress as b on b.as_of = $since and b.target_id = x.target_id
        where x.as_of = $as_of and x.value is distinct from b.value
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
    amended as (select 'amended' as change, count(*) as n, from amendments_new),
    unregistered as (
        select 'unregistered' as change, count(*) as n,
        from (select * from registered where as_of = $since) as b
        full join (select * from registered where as_of = $as_of) as x using (object, id, field)  -- null: the row was added or removed
        anti join amendments_new as a using (object, id, field)
        where
            $since is not null
            and b.value is distinct from x.value
            and case
                when field in ('task_id', 'target_id')
                then not coalesce(x.is_added_by_decision, false)
                else b.value is not null and x.value is not null
            end
    ),
    restated as (
        select 'restated' as change, count(*) as n,
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
    returned as (
        select
            unnest(['return_late', 'return_missing', 'return_sent_back']) as change,
            unnest(
                [
                    count(*) filter (where is_late),
                    count(*) filter (where not has_return),
                    count(*) filter (where is_sent_back),
                ]
            ) as n,
        from owed_returns_history
        where as_of > $since and as_of <= $as_of
    ),
    helped as (
        select
            unnest(['help_asked', 'help_settled']) as change,
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
        union all
        from values_moved
        union all
        from amended
        union all
        from unregistered
        union all
        from restated
        union all
        from returned
        union all
        from helped
    )
select k.change, k.is_of_status, coalesce(c.n, 0)::integer as n,
from changes_counted as k
left join counted as c using (change)  -- null: no task went this way
order by k.sort_key
