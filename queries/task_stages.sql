-- Which stages has a task reached, and since when?
--
-- Grain: stage
-- Params: as_of, task_id
-- Columns: stage, reached_on, is_now, n_returns, status
-- Every stage in its order; no row where none was ever reported. reached_on is the snapshot since
-- which the task has stood at this stage or a later one, null for a stage still to come. n_returns
-- counts the returns in a row with the stage it stands at now, and is null for the others.
with
    stages as (
        select
            stage,
            list_position(
                ['not_started', 'started', 'drafted', 'awaiting_approval', 'done'], stage
            ) as place,
        from
            (
                select
                    unnest(
                        ['not_started', 'started', 'drafted', 'awaiting_approval', 'done']
                    ) as stage,
            )
    ),
    said as (
        select r.as_of, r.is_carried_forward, g.place,
        from task_returns_history as r
        join stages as g using (stage)
        where r.task_id = $task_id and r.as_of <= $as_of
    ),
    newest as (select max_by(place, as_of) as place, from said),
    lower as (
        select
            g.stage,
            g.place,
            n.place as place_now,
            max(case when s.place < g.place then s.as_of end) as last_lower_on,
            max(case when s.place <> g.place then s.as_of end) as last_other_on,
        from stages as g
        cross join newest as n
        cross join said as s
        group by g.stage, g.place, n.place
    )
select
    l.stage,
    min(s.as_of) as reached_on,
    l.place = l.place_now as is_now,
    case
        when l.place = l.place_now
        then
            count(
                case
                    when
                        (l.last_other_on is null or s.as_of > l.last_other_on)
                        and not s.is_carried_forward
                    then 1
                end
            )
    end::integer as n_returns,
    x.status,
from lower as l
join task_status as x on x.as_of = $as_of and x.task_id = $task_id
left join said as s on l.last_lower_on is null or s.as_of > l.last_lower_on  -- null: not reached
group by l.stage, l.place, l.place_now, x.status
order by l.place
