-- What are the plan's dates and rule numbers on each as-of date?
--
-- Grain: as_of
-- Columns: as_of, title, short, document_number, issued_on, starts_on, ends_on, at_risk_points,
-- behind_points, about_tolerance, closing_days, warn_days, forecast_minimum, forecast_least,
-- forecast_targets, forecast_share, pace_days, league_minimum, league_prior_tasks,
-- league_band_share, league_band_probability, league_range_share, league_draws, league_seed,
-- return_days, value_days, concern_days, concern_places, concerns_shown, same_words, chase_days,
-- answer_risk_share, answer_behind_share, answer_unreported_share, return_due_on
-- return_due_on is the last day on which a return for the period that ends on the as-of date is on
-- time. What a status scores stands in the view statuses.
select
    as_of,
    map{'zh':title_zh, 'en':title_en} as title,
    map{'zh':short_zh, 'en':short_en} as short,
    document_number,
    issued_on,
    starts_on,
    ends_on,
    at_risk_points,
    behind_points,
    about_tolerance,
    closing_days,
    warn_days,
    forecast_minimum,
    forecast_least,
    forecast_targets,
    forecast_share,
    pace_days,
    league_minimum,
    league_prior_tasks,
    league_band_share,
    league_band_probability,
    league_range_share,
    league_draws,
    league_seed,
    return_days,
    value_days,
    concern_days,
    concern_places,
    concerns_shown,
    same_words,
    chase_days,
    answer_risk_share,
    answer_behind_share,
    answer_unreported_share,
    (as_of + return_days)::date as return_due_on,
from published.plan
where is_current
