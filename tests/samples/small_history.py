"""Three published weeks of the small plan, for tests of what comes in next."""

from __future__ import annotations

import atexit
import shutil
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from planboard.answers.engine import open_engine
from planboard.office import deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.returns.content import HelpRow
from planboard.returns.csv_file import to_csv
from tests.places import SECOND_PLAN
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_plan, small_return

PERIOD = FRIDAY + 3 * WEEK
UNITS = ("harbour", "parks", "library", "waterworks")
VALUES = {"2026-1.1": 20, "M1.1": 78, "2026-4.1": 9, "2027-1.1": 13}


def history(folder: Path) -> Path:
    """A data folder in which every unit has reported for three weeks: one ton more each week, a milestone reported done
    in the last, and help that the harbour asks of the parks, with models. Made once and then copied."""
    return shutil.copytree(_made(), folder / "data")


@cache
def _made() -> Path:
    folder = mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = Path(folder) / "data"
    shutil.copytree(SECOND_PLAN, data / "plan")
    for n in range(3):
        as_of = FRIDAY + n * WEEK
        returns = {unit: small_return(unit, as_of, VALUES | {"2026-1.1": 20 + n}) for unit in UNITS}
        asked = HelpRow("2026-1-H1", "2026-1", "parks", "请借用垃圾船", date(2026, 3, 2), date(2026, 5, 1))
        returns["harbour"] = replace(returns["harbour"], help=(asked,))
        if n == 2:
            done = {"is_done": True, "stage": "done", "evidence": "公报", "finished_on": as_of}
            returns["waterworks"] = replace(
                returns["waterworks"], tasks=tuple(replace(t, **done) for t in returns["waterworks"].tasks)
            )
        files = [
            Arrival(f"{unit}.csv", to_csv(ret), NOON + timedelta(days=7 * n)) for unit, ret in returns.items()
        ]
        for received in receiving.receive(data, small_plan(), files, as_of, "甲"):
            assert received.kept is not None
            deciding.accept(data, received.kept, at=NOON + timedelta(days=7 * n, hours=1), by="甲")
        publication.publish_period(
            data, small_plan(), as_of, at=NOON + timedelta(days=7 * n, hours=2), by="甲"
        )
    open_engine(data)
    return data
