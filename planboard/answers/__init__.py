"""Answers from what is published: the queries, and the few figures SQL cannot give. Only this package imports
duckdb."""
