-- Which units' returns were accepted for the period that ends on the as-of date?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, period_starts_on, period_ends_on, due_on, received_at, accepted_at,
-- n_sent_back, days_late, is_on_time, return_sha256, unit_note
-- A unit without a row did not report. The day of receipt goes by the calendar in China; days_late
-- is 0 for a return on time. unit_note is null where the unit wrote none.
select
    as_of,
    unit_id,
    period_starts_on,
    period_ends_on,
    due_on,
    received_at,
    accepted_at,
    n_sent_back,
    greatest(0, (received_at at time zone 'Asia/Shanghai')::date - due_on)::integer as days_late,
    days_late = 0 as is_on_time,
    return_sha256,
    unit_note,
from published.returns
where is_current and period_ends_on = as_of
