-- For which reasons does a task need a leader, and which comes first?
--
-- Grain: consequence
-- Columns: consequence, severity
-- Kept: no, it is the same on every date
-- In the order in which they are tried, 1 the most severe; docs/method.md says what each asks.
select consequence, severity,
from
    (
        values (1, 'overdue'), (2, 'off_pace'), (3, 'blocked'), (4, 'rosier'), (5, 'stale_twice')
    ) as listed(severity, consequence)
