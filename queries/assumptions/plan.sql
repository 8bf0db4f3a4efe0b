-- What would the plan say if both thresholds of the deviation were others?
--
-- Grain: as_of, revision
-- Params: at_risk_points, behind_points
-- The parameters are added, in points. A threshold does not fall below zero.
select
    * replace (
        greatest(0, at_risk_points + $at_risk_points) as at_risk_points,
        greatest(0, behind_points + $behind_points) as behind_points
    ),
from stated.plan
