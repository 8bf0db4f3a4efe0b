"""From the register, the accepted returns and the snapshot before to the next snapshot; knows nothing of the office."""
