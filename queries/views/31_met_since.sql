-- Since when has each target stayed met?
--
-- Grain: as_of, target_id
-- Columns: as_of, target_id, finished_on
-- finished_on is the first measured day from which every value met the target. A target that was
-- never measured, or is missed by its newest measurement, has no row.
with
    judged as (
        select
            m.as_of, m.target_id, m.measured_on, g.side * m.value >= g.side * g.met_from as is_met,
        from measurements as m
        join targets as g using (as_of, target_id)
    ),
    last_misses as (
        select as_of, target_id, max(measured_on) as missed_on,
        from judged
        where not is_met
        group by all
    )
select j.as_of, j.target_id, min(j.measured_on) as finished_on,
from judged as j
left join last_misses as l using (as_of, target_id)  -- null: never missed
where l.missed_on is null or j.measured_on > l.missed_on
group by all
