-- How often did forecasts say the right direction, and how often did their range hold?
--
-- Grain: horizon
-- Params: as_of, pillar_id
-- Columns: horizon, n_scored, n_targets, n_reaching, n_hit, n_ranged, n_inside, hit_share,
-- coverage_share
-- A null pillar_id means the whole plan. n_ranged counts the scored that had a range; n_inside and
-- coverage_share are of these. Both horizons always have a row; a share is null where nothing of
-- its kind could be scored yet.
with
    horizons as (select unnest(['four_weeks', 'deadline']) as horizon, unnest([1, 2]) as seq),
    scored as (
        select s.*,
        from forecast_scores as s
        join targets as g using (as_of, target_id)
        where s.as_of = $as_of and ($pillar_id is null or g.pillar_id = $pillar_id)
    )
select
    h.horizon,
    count(s.target_id)::integer as n_scored,
    count(distinct s.target_id)::integer as n_targets,
    (count(*) filter (where s.is_reaching))::integer as n_reaching,
    (count(*) filter (where s.is_hit))::integer as n_hit,
    count(s.is_inside)::integer as n_ranged,
    (count(*) filter (where s.is_inside))::integer as n_inside,
    avg(s.is_hit::integer) as hit_share,
    avg(s.is_inside::integer) as coverage_share,
from horizons as h
left join scored as s using (horizon)  -- null: nothing scored yet
group by h.horizon, h.seq
order by h.seq
