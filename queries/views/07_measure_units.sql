-- Which units lead or take part in which measure?
--
-- Grain: as_of, measure_id, unit_id
-- Columns: as_of, measure_id, seq, unit_id, role
-- role is lead or participating; seq is the order in which the plan names them.
select as_of, measure_id, seq, unit_id, role, from published.measure_units where is_current
