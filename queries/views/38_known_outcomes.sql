-- What became of each forecast, as known on the as-of date?
--
-- Grain: as_of, target_id, made_on, horizon
-- Columns: as_of, target_id, made_on, horizon, measured_on, value, outcome_on, outcome,
-- forecast_mid, needed, basis, miss_share, is_reaching_said, is_reaching, is_hit
-- Kept: no, or every date would repeat all outcomes before it
-- An outcome reported again, or an earlier one reported late, replaces the one known before.
select s.as_of, o.* exclude (as_of),
from forecast_outcomes_history as o
join snapshots as s on o.as_of <= s.as_of
qualify
    row_number() over (
        partition by s.as_of, o.target_id, o.made_on, o.horizon order by o.as_of desc
    )
    = 1
