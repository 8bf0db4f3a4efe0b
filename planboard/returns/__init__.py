"""One unit's return: from the file it sent to what it says, with every problem; and the ledger of what came in."""
