-- Which units lead, and by how much?
--
-- Grain: unit_id
-- Params: as_of, lang, plan_year
-- Columns: unit_id, unit, is_ranked, n_tasks, n_scored_tasks, n_unchecked, n_unreported, n_unbegun,
-- points, score, position, position_before, n_done, n_on_track, n_not_started, n_at_risk, n_behind,
-- n_overdue, n_stale, mean_attainment_share, n_attainment, overall_score, league_prior_tasks,
-- league_band_share, league_band_probability, league_range_share, league_draws, league_seed,
-- unit_note
-- By the tasks of one plan year; a null plan_year means all years together. Ranked units first.
-- Units with fewer scored tasks than the league minimum have a null position; ties share one (1, 2,
-- 2, 4). position_before is null where the unit had none, score without a scored task.
-- overall_score is the mean over all scored tasks; the league_ columns are the settings of the rank
-- range. unit_note is what the unit says of itself in this period's return, and
-- mean_attainment_share the mean of its tasks' attainments; each is null where there is none.
select
    x.unit_id,
    u.unit[$lang] as unit,
    x.position is not null as is_ranked,
    x.n_tasks,
    x.n_scored_tasks,
    x.n_unchecked,
    x.n_unreported,
    x.n_unbegun,
    x.points,
    x.score,
    x.position,
    x.position_before,
    x.n_done,
    x.n_on_track,
    x.n_not_started,
    x.n_at_risk,
    x.n_behind,
    x.n_overdue,
    x.n_stale,
    x.mean_attainment_share,
    x.n_attainment,
    sum(x.points) over () / nullif(sum(x.n_scored_tasks) over (), 0) as overall_score,
    p.league_prior_tasks,
    p.league_band_share,
    p.league_band_probability,
    p.league_range_share,
    p.league_draws,
    p.league_seed,
    r.unit_note,
from unit_league as x
join units as u using (as_of, unit_id)
join plan as p using (as_of)
left join returns as r using (as_of, unit_id)  -- null: no return accepted
where x.as_of = $as_of and x.plan_year is not distinct from $plan_year
order by x.position nulls last, x.score desc nulls last, x.n_tasks desc, x.unit_id
