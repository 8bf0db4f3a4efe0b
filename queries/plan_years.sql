-- Which plan years are there, and which one is shown unless another is asked for?
--
-- Grain: plan_year
-- Params: as_of
-- Columns: plan_year, starts_on, ends_on, n_tasks, has_begun, final_as_of, is_default
-- The newest year first. A closed year is shown as it stood at the snapshot with which it was
-- closed, final_as_of; that is null for a year that is open. The default is the newest open year
-- that has begun: on its first start date, but not before its own January; else the first to begin.
with
    dated as (
        select
            *,
            starts_on <= as_of and plan_year <= year(as_of) as has_begun,
            coalesce(final_as_of < as_of, false) as is_closed,
        from plan_years
        where as_of = $as_of
    ),
    placed as (
        select *, case when has_begun then - plan_year else plan_year end as place, from dated
    )
select
    plan_year,
    starts_on,
    ends_on,
    n_tasks,
    has_begun,
    final_as_of,
    row_number() over (order by is_closed, not has_begun, place) = 1 as is_default,
from placed
order by plan_year desc
