"""Charts: the rows each draws, how, and what it says."""

from planboard.charts.bullet import BULLET
from planboard.charts.chart import Chart
from planboard.charts.gauge import GAUGE
from planboard.charts.heatmap import HEATMAP
from planboard.charts.history import HISTORY
from planboard.charts.league import LEAGUE
from planboard.charts.roadmap import ROADMAP
from planboard.charts.squares import SQUARES
from planboard.charts.stages import STAGES
from planboard.charts.status_bar import PLAN_BAR, STATUS_BAR
from planboard.charts.steps import STEPS
from planboard.charts.trend import TREND

ALL = (BULLET, GAUGE, HEATMAP, HISTORY, LEAGUE, PLAN_BAR, ROADMAP, SQUARES, STAGES, STATUS_BAR, STEPS, TREND)

__all__ = [
    "ALL",
    "BULLET",
    "GAUGE",
    "HEATMAP",
    "HISTORY",
    "LEAGUE",
    "PLAN_BAR",
    "ROADMAP",
    "SQUARES",
    "STAGES",
    "STATUS_BAR",
    "STEPS",
    "TREND",
    "Chart",
]
