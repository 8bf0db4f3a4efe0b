"""The plan as people edit it: read as a whole, or refused with every problem."""
