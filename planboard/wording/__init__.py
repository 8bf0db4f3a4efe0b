"""What people read: every message in both languages, numbers, dates, statuses, columns."""
