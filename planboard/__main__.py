"""`python -m planboard`."""

from planboard.commands.main import main

main(prog_name="python -m planboard")
