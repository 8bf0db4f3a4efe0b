"""The work of the leading group's office on a period: forms out, returns in, decisions, publication."""
