"""`python -m planboard`."""

from planboard.cli import main

main(prog_name="python -m planboard")
