-- Which plans decide statuses or scores by other numbers than most plans?
--
-- Grain: plan, parameter
-- Columns: plan, parameter, in_force, usual
-- The usual numbers are those that most plans share, of several equally common ones those of the
-- plan first by name. Numbers that only arrange the league table of units, the recent pace or the
-- day a return is due decide neither, nor does what a stale task once scored.
with
    deciding as (
        select plan, parameter, in_force,
        from rollups.rules
        where
            parameter not like 'league%'
            and parameter not in ('pace_days', 'return_days', 'points_stale')
    ),
    held as (
        select plan, list([parameter, in_force::text] order by parameter) as numbers,
        from deciding
        group by plan
    ),
    usual as (
        select min(plan) as plan,
        from held
        group by numbers
        order by count(*) desc, min(plan)
        limit 1
    )
select d.plan, d.parameter, d.in_force, u.in_force as usual,
from deciding as d
join deciding as u using (parameter)
where u.plan = (select plan, from usual) and d.in_force <> u.in_force
