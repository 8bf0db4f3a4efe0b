-- Which forecasts are scored, and what was measured when their time had come?
--
-- Grain: as_of, target_id, made_on, horizon
-- Columns: as_of, target_id, made_on, horizon, outcome_on, outcome
-- The outcome is the first measurement from 28 days later (four_weeks) or from the deadline on
-- (deadline), at most 7 days after that, as known on as_of. Not scored: targets done when the
-- forecast was made, and forecasts repeated without a new measurement.
with
    made as (
        select f.target_id, f.as_of as made_on, g.due_on,
        from forecast as f
        join targets as g using (as_of, target_id)
        join target_status as x using (as_of, target_id)
        where x.status <> 'done'
        qualify row_number() over (partition by f.target_id, f.newest_on order by f.as_of) = 1
    ),
    aimed as (
        select target_id, made_on, 'four_weeks' as horizon, made_on + 28 as aimed_on,
        from made
        where aimed_on <= due_on
        union all
        select target_id, made_on, 'deadline', due_on,
        from made
    )
select
    m.as_of,
    a.target_id,
    a.made_on,
    a.horizon,
    min(m.measured_on) as outcome_on,
    min_by(m.value, m.measured_on) as outcome,
from aimed as a
join
    measurements as m
    on m.target_id = a.target_id
    and m.as_of > a.made_on
    and m.measured_on between a.aimed_on and a.aimed_on + 7
group by all
