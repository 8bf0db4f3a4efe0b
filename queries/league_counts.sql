-- How many units are ranked, and which is first?
--
-- Grain: as_of
-- Params: as_of, lang, plan_year
-- Columns: as_of, n_units, n_ranked, n_few, n_tasks, n_scored_tasks, n_unchecked, n_unreported,
-- n_unbegun, first_units, first_score
-- By the tasks of one plan year; a null plan_year means all years together. n_few counts the units
-- with fewer scored tasks than the league minimum. Tasks that are not scored are counted by why
-- they are not. first_units lists all that share the first position; it is empty, and first_score
-- null, where no unit is ranked.
with
    league as (
        select *,
        from unit_league
        where as_of = $as_of and plan_year is not distinct from $plan_year
    ),
    first_ones as (
        select list(u.unit[$lang] order by x.unit_id) as first_units,
        from league as x
        join units as u using (as_of, unit_id)
        where x.position = 1
    )
select
    s.as_of,
    count(x.unit_id)::integer as n_units,
    count(x.position)::integer as n_ranked,
    (count(x.unit_id) - count(x.position))::integer as n_few,
    coalesce(sum(x.n_tasks), 0)::integer as n_tasks,
    coalesce(sum(x.n_scored_tasks), 0)::integer as n_scored_tasks,
    coalesce(sum(x.n_unchecked), 0)::integer as n_unchecked,
    coalesce(sum(x.n_unreported), 0)::integer as n_unreported,
    coalesce(sum(x.n_unbegun), 0)::integer as n_unbegun,
    coalesce(any_value(f.first_units), []) as first_units,
    max(x.score) filter (where x.position = 1) as first_score,
from snapshots as s
left join league as x using (as_of)  -- null: no task
cross join first_ones as f
where s.as_of = $as_of
group by s.as_of
