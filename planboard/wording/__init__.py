"""Everything people read, in both languages: messages, numbers, dates, statuses, column names."""
