-- How many units are ranked, and which is first?
--
-- Grain: as_of
-- Params: as_of, lang
-- Columns: as_of, n_units, n_ranked, n_few, n_tasks, first_units, first_score
-- n_few counts the units below the league minimum. first_units lists all that share the first
-- position; it is empty, and first_score null, where no unit is ranked.
with
    first_ones as (
        select list(u.unit[$lang] order by x.unit_id) as first_units,
        from unit_league as x
        join units as u using (as_of, unit_id)
        where x.as_of = $as_of and x.position = 1
    )
select
    x.as_of,
    count(*)::integer as n_units,
    count(x.position)::integer as n_ranked,
    (count(*) - count(x.position))::integer as n_few,
    sum(x.n_tasks)::integer as n_tasks,
    coalesce(any_value(f.first_units), []) as first_units,
    max(x.score) filter (where x.position = 1) as first_score,
from unit_league as x
cross join first_ones as f
where x.as_of = $as_of
group by x.as_of
