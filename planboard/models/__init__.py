"""Computes what the method gives for each published date, once, and keeps it: the date's model."""
