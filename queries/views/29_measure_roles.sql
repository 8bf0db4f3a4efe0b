-- Which unit leads or takes part in which measure, by itself or for a unit it succeeded?
--
-- Grain: as_of, measure_id, unit_id
-- Columns: as_of, measure_id, unit_id, role, seq, named_unit_id
-- A role goes to the heir of the unit that the plan names, named_unit_id; of two roles that come
-- together the lead goes first, then the plan's order.
with
    placed as (
        select
            w.as_of,
            w.measure_id,
            h.heir_id as unit_id,
            w.role,
            w.seq,
            w.unit_id as named_unit_id,
            row_number() over (
                partition by w.as_of, w.measure_id, h.heir_id order by w.role, w.seq
            ) as place,
        from measure_units as w
        join heirs as h using (as_of, unit_id)
    )
select as_of, measure_id, unit_id, role, seq, named_unit_id,
from placed
where place = 1
