-- Which units' returns were accepted for the period that ends on the as-of date?
--
-- Grain: as_of, unit_id
-- Columns: as_of, unit_id, period_starts_on, period_ends_on, due_on, received_at, accepted_at,
-- n_sent_back, is_on_time, return_sha256, unit_note
-- A unit without a row did not report.
select
    as_of,
    unit_id,
    period_starts_on,
    period_ends_on,
    due_on,
    received_at,
    accepted_at,
    n_sent_back,
    (received_at at time zone 'Asia/Shanghai')::date <= due_on as is_on_time,
    return_sha256,
    unit_note,
from published.returns
where is_current and period_ends_on = as_of
