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
            ('past_due', 'overdue'),
            ('before_start', 'not_started'),
            ('far_behind_time', 'behind'),
            ('reported_red', 'behind'),
            ('never_reported', 'stale'),
            ('no_return', 'stale'),
            ('value_too_old', 'stale'),
            ('final_awaited', 'at_risk'),
            ('behind_time', 'at_risk'),
            ('reported_yellow', 'at_risk'),
            ('forecast_short', 'at_risk'),
            ('no_next_step', 'at_risk'),
            ('help_overdue', 'at_risk'),
            ('met_for_now', 'on_track'),
            ('in_time', 'on_track')
    ) as listed(rule, status)
