-- What help was newly asked or settled between two snapshots?
--
-- Grain: request_id, change
-- Params: as_of, since, lang
-- Columns: request_id, change, task_id, task, asking_unit_id, asking_unit, asked_of_unit_id,
-- asked_of_unit, text, asked_on, needed_on, answered_on, answer, closed_on, said_by, recorded_by,
-- help_state
-- help_asked: the earlier snapshot does not know the request; help_settled: it is answered or
-- closed now and was not then. A request that is both has two rows. Settled ones first, then the
-- oldest. What an answer or a closing would tell is null without one, said_by and recorded_by also
-- for what came in a return, and not by telephone; a null since gives no row.
with
    seen as (
        select n.*, b.request_id is null as is_new, coalesce(b.is_open, true) as was_open,
        from help_requests as n
        left join help_requests as b on b.as_of = $since and b.request_id = n.request_id  -- null: new
        where n.as_of = $as_of and $since is not null
    ),
    found as (
        select *, 'help_asked' as change,
        from seen
        where is_new
        union all
        select *, 'help_settled' as change,
        from seen
        where was_open and not is_open
    )
select
    f.request_id,
    f.change,
    f.task_id,
    t.title[$lang] as task,
    t.unit_id as asking_unit_id,
    u.unit[$lang] as asking_unit,
    f.asked_of_unit_id,
    a.unit[$lang] as asked_of_unit,
    f.text,
    f.asked_on,
    f.needed_on,
    f.answered_on,
    f.answer,
    f.closed_on,
    f.said_by,
    f.recorded_by,
    f.help_state,
from found as f
join tasks as t on t.as_of = f.as_of and t.task_id = f.task_id
join units as u on u.as_of = f.as_of and u.unit_id = t.unit_id
join units as a on a.as_of = f.as_of and a.unit_id = f.asked_of_unit_id
order by f.change desc, f.asked_on, f.request_id
