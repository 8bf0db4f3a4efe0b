"""What the leading group's office does for one period: forms out, returns in, decisions, publication."""
