"""Writes the charts' specifications, which pages draw with: `python -m planboard.charts.drawing`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from planboard.charts.chart import specification_file
from planboard.charts.drawing import (
    bullet,
    flow,
    gauge,
    heatmap,
    history,
    league,
    roadmap,
    status_bar,
    steps,
    trend,
)
from planboard.wording.text import LANGUAGES

DRAWN: dict[str, Callable[[str], dict[str, Any]]] = {
    "bullet": bullet.drawn, "flow": flow.drawn, "gauge": gauge.drawn, "heatmap": heatmap.drawn,
    "history": history.drawn, "league": league.drawn, "plan_bar": status_bar.drawn_for_plans,
    "roadmap": roadmap.drawn,
    "status_bar": status_bar.drawn, "steps": steps.drawn, "trend": trend.drawn,
}  # fmt: skip


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
