-- Which kinds of change are counted, and in which order are they told?
--
-- Grain: change
-- Columns: change, is_of_status, sort_key
-- Kept: no, it is the same on every date
-- is_of_status: a task's status changed, and change_kinds gives the name; the others count what
-- happened besides. Bad news first.
select change, is_of_status, sort_key,
from
    (
        values
            (1, 'newly_overdue', true),
            (2, 'reopened', true),
            (3, 'worse', true),
            (4, 'gone_stale', true),
            (5, 'newly_done', true),
            (6, 'better', true),
            (7, 'begun', true),
            (8, 'put_off', true),
            (9, 'reported_again', true),
            (10, 'value_moved', false),
            (11, 'amended', false),
            (12, 'unregistered', false),
            (13, 'restated', false),
            (14, 'return_late', false),
            (15, 'return_missing', false),
            (16, 'return_sent_back', false),
            (17, 'help_asked', false),
            (18, 'help_settled', false)
    ) as listed(sort_key, change, is_of_status)
