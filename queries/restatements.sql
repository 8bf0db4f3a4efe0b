-- What was published anew between two snapshots, why, and which values came out otherwise?
--
-- Grain: restated_as_of, revision, target_id
-- Params: as_of, since, lang
-- Columns: restated_as_of, revision, published_at, reason, target_id, name, task_id, unit,
-- comparator, target_value, value_before, value, difference, unit_scale, unit_of_measure
-- Second and later revisions of the two dates and of those in between, and of older ones where they
-- came out between the two. Newest first. One row for each value that differs from the revision
-- before, and one whose target and values are null where none does; a value is null too where there
-- was none. task_id is null for a measure's target. A null since gives no row.
with
    times as (
        select
            min(published_at) filter (where as_of = $since) as from_at,
            max(published_at) filter (where as_of = $as_of) as to_at,
        from published.snapshots
    ),
    restated as (
        select s.as_of, s.revision, s.published_at, s.reason,
        from published.snapshots as s
        cross join times as t
        where
            s.revision > 1
            and s.as_of <= $as_of
            and (s.as_of >= $since or s.published_at > t.from_at and s.published_at <= t.to_at)
    )
select
    r.as_of as restated_as_of,
    r.revision,
    r.published_at,
    r.reason,
    d.target_id,
    d.target[$lang] as name,
    d.task_id,
    d.unit[$lang] as unit,
    d.comparator,
    d.target_value,
    d.value_before,
    d.value,
    round(d.value - d.value_before, 9) as difference,
    d.unit_scale,
    d.unit_of_measure[$lang] as unit_of_measure,
from restated as r
left join restated_values_history as d using (as_of, revision)  -- null: no value differs
order by r.published_at desc, r.as_of desc, r.revision desc, d.plan_year, d.sort_key, d.target_id
