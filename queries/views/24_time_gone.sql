-- How much of the time of a plan year and of each pillar in it is gone?
--
-- Grain: as_of, plan_year, pillar_id
-- Columns: as_of, plan_year, pillar_id, starts_on, ends_on, elapsed_share
-- All years together have a null plan_year, all pillars a null pillar_id; a pillar without tasks
-- has no row. Time runs from the first task's start to the last deadline in force, and its share is
-- cut to 0-1.
select
    as_of,
    plan_year,
    pillar_id,
    min(starts_on) as starts_on,
    max(due_on) as ends_on,
    greatest(
        0, least(1, (as_of - min(starts_on)) / nullif(max(due_on) - min(starts_on), 0))
    ) as elapsed_share,
from tasks
group by
    grouping sets ((as_of), (as_of, pillar_id), (as_of, plan_year), (as_of, plan_year, pillar_id))
