-- Which snapshot is in force, and which one came before it?
--
-- Grain: as_of
-- Columns: as_of, revision, n_revisions, kind, published_at, publisher, reason, manifest_sha256,
-- previous_as_of
-- previous_as_of is null for the first snapshot, reason unless the snapshot was restated.
with
    counted as (
        select *, count(*) over (partition by as_of) as n_revisions from published.snapshots
    ),
    in_force as (
        select *, lag(as_of) over (order by as_of) as previous_as_of from counted where is_current
    )
select
    as_of,
    revision,
    n_revisions,
    kind,
    published_at,
    publisher,
    reason,
    manifest_sha256,
    previous_as_of,
from in_force
where as_of = (select max(as_of) from in_force)
