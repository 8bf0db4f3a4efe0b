"""Draws pictures in a process of its own (`charts/pictures.py`): reads calls of vl-convert as JSON and writes what each
returned, in base64, as JSON. Run by its path, so it needs nothing of the package."""

import base64
import json
import sys

import vl_convert


def main() -> None:
    """Answer the calls on standard input, in their order."""
    answers = []
    for name, given in json.load(sys.stdin.buffer):
        made = getattr(vl_convert, name)(**given)
        answers.append(base64.b64encode(made.encode() if isinstance(made, str) else made).decode())
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
