-- Which snapshots are published, and why was any restated?
--
-- Grain: as_of, revision
-- Params:
-- Columns: as_of, revision, is_current, data_kind, published_at, publisher, reason, manifest_sha256
-- Newest first. reason is null for a first revision.
select
    as_of,
    revision,
    is_current,
    kind as data_kind,
    published_at,
    publisher,
    reason,
    manifest_sha256,
from published.snapshots
order by as_of desc, revision desc
