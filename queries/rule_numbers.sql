-- Which numbers do the rules use?
--
-- Grain: parameter
-- Params: as_of
-- Columns: parameter, in_force
-- As numbers, whatever the type in the plan; a status's score stands as points_ and its name. By
-- name.
select
    unnest(
        [
            'at_risk_points',
            'behind_points',
            'about_tolerance',
            'closing_days',
            'warn_days',
            'forecast_minimum',
            'forecast_least',
            'forecast_targets',
            'forecast_share',
            'pace_days',
            'league_minimum',
            'league_prior_tasks',
            'league_band_share',
            'league_band_probability',
            'league_range_share',
            'league_draws',
            'league_seed',
            'return_days',
            'value_days',
            'concern_days',
            'concern_places',
            'concerns_shown',
            'same_words',
            'chase_days',
            'answer_risk_share',
            'answer_behind_share',
            'answer_unreported_share'
        ]
    ) as parameter,
    unnest(
        [
            at_risk_points::double,
            behind_points::double,
            about_tolerance::double,
            closing_days::double,
            warn_days::double,
            forecast_minimum::double,
            forecast_least::double,
            forecast_targets::double,
            forecast_share::double,
            pace_days::double,
            league_minimum::double,
            league_prior_tasks::double,
            league_band_share::double,
            league_band_probability::double,
            league_range_share::double,
            league_draws::double,
            league_seed::double,
            return_days::double,
            value_days::double,
            concern_days::double,
            concern_places::double,
            concerns_shown::double,
            same_words::double,
            chase_days::double,
            answer_risk_share::double,
            answer_behind_share::double,
            answer_unreported_share::double
        ]
    ) as in_force,
from plan
where as_of = $as_of
union all
select 'points_' || status as parameter, points as in_force,
from statuses
where as_of = $as_of and points is not null
order by parameter
