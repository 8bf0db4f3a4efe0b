-- Which status does each rule give?
--
-- Grain: rule
-- Columns: rule, status
-- Kept: no, it is the same on every date
-- In the order in which they are tried; docs/method.md says what each asks.
select rule, status,
from
    (
        values
            ('met', 'done'),
            ('delivered', 'done'),
            ('final_awaited', 'at_risk'),
            ('past_due', 'overdue'),
            ('before_start', 'on_track'),
            ('never_reported', 'stale'),
            ('no_return', 'stale'),
            ('far_behind_time', 'behind'),
            ('reported_red', 'behind'),
            ('behind_time', 'at_risk'),
            ('reported_yellow', 'at_risk'),
            ('forecast_short', 'at_risk'),
            ('no_next_step', 'at_risk'),
            ('help_overdue', 'at_risk'),
            ('met_for_now', 'on_track'),
            ('in_time', 'on_track')
    ) as listed(rule, status)
