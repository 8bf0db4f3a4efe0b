"""Returns: reading the file a unit sent, checking it, and keeping it in the ledger."""
