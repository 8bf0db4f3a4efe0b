"""The plan as people edit it: read as one, or refused with every problem."""
