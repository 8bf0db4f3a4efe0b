-- How many targets were measured again between two snapshots, with the same result?
--
-- Grain: as_of
-- Params: as_of, since
-- Columns: as_of, n
-- Beside value_changes, which lists those whose value differs. A null since gives no row.
select x.as_of, count(*)::integer as n,
from target_progress as x
join target_progress as b on b.as_of = $since and b.target_id = x.target_id
where x.as_of = $as_of and x.value = b.value and x.measured_on is distinct from b.measured_on
group by x.as_of
