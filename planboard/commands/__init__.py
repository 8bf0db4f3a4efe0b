"""The command line: python -m planboard."""
