-- Which units lead or take part in which measure?
--
-- Grain: as_of, measure_id, unit_id
-- Columns: as_of, measure_id, seq, unit_id, role
-- role is lead or participating; seq is the order in which the plan names them.
select m.as_of, m.measure_id, m.seq, m.unit_id, m.role,
from published.measure_units as m
anti join
    withdrawn as w
    on w.as_of = m.as_of
    and w.object = 'measure_units'
    and w.id = m.measure_id || ' ' || m.unit_id
where m.is_current
