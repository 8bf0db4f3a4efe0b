-- When was each return received that a snapshot of the as-of date was made of?
--
-- Grain: as_of, unit_id, return_sha256
-- Columns: as_of, unit_id, return_sha256, received_at
-- Of every revision, since later dates carry forward what an earlier revision held.
select as_of, unit_id, return_sha256, min(received_at) as received_at,
from published.returns
group by as_of, unit_id, return_sha256
