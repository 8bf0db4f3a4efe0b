"""Turns the register, the accepted returns and the previous snapshot into the next one; knows nothing of the office."""
