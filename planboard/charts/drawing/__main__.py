"""Writes the specifications of the charts that Vega draws: `python -m planboard.charts.drawing`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from planboard.charts.chart import specification_file
from planboard.charts.drawing import roadmap
from planboard.wording.text import LANGUAGES

DRAWN: dict[str, Callable[[str], dict[str, Any]]] = {"roadmap": roadmap.drawn}


def written(name: str, lang: str) -> str:
    """The text of a chart's specification file."""
    return json.dumps(DRAWN[name](lang), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write every chart's file in every language."""
    for name in DRAWN:
        for lang in LANGUAGES:
            specification_file(name, lang).write_text(written(name, lang), "utf-8")


if __name__ == "__main__":
    main()
