"""The folders that many tests read."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
SECOND_PLAN = ROOT / "tests" / "second_plan" / "plan"
