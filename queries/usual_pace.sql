-- What was last measured of each target, and how fast does it usually move?
--
-- Grain: target_id
-- Params: as_of
-- Columns: target_id, value, measured_on, n_measurements, per_day, is_count
-- Of the values known on the as-of date. per_day is the whole way from the first value to the
-- newest over its days, without sign, and null with fewer than three values. is_count: every value
-- so far is a whole number.
select
    target_id,
    max_by(value, measured_on) as value,
    max(measured_on) as measured_on,
    count(*)::integer as n_measurements,
    case
        when count(*) >= 3
        then
            abs(max_by(value, measured_on) - min_by(value, measured_on))
            / nullif(max(measured_on) - min(measured_on), 0)
    end as per_day,
    bool_and(value = floor(value)) as is_count,
from measurements
where as_of = $as_of
group by target_id
order by target_id
