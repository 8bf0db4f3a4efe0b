-- What is the plan called, and which numbers do its rules use?
--
-- Grain: as_of
-- Params: as_of, lang
-- Columns: as_of, title, short, document_number, issued_on, starts_on, ends_on, at_risk_points,
-- behind_points, about_tolerance, closing_days, warn_days, forecast_minimum, forecast_least,
-- forecast_targets, forecast_share, pace_days, league_minimum, league_prior_tasks,
-- league_band_share, league_band_probability, league_range_share, league_draws, league_seed,
-- return_days, value_days, concern_days, concern_places, concerns_shown, same_words, chase_days,
-- answer_risk_share, answer_behind_share, answer_unreported_share
-- The numbers as the plan's file has them on the as-of date; docs/method.md says what each does.
select * exclude (return_due_on) replace (p.title[$lang] as title, p.short[$lang] as short),
from plan as p
where as_of = $as_of
