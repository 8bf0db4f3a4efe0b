-- Which numbers do the rules use?
--
-- Grain: parameter
-- Params: as_of
-- Columns: parameter, in_force
-- As numbers, whatever the type in the plan; a status's score stands as points_ and its name. By
-- name.
with
    numbers as (
        select
            * exclude (
                as_of, title, short, document_number, issued_on, starts_on, ends_on, return_due_on
            ),
        from plan
        where as_of = $as_of
    ),
    points as (
        select 'points_' || status as parameter, points as in_force,
        from statuses
        where as_of = $as_of
    )
select parameter, in_force,
from
    (
        unpivot (select columns(*)::double from numbers)
        on columns(*) into name parameter value in_force
    )
union all
select parameter, in_force,
from points
order by parameter
