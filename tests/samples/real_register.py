"""The repository's own register, published once with nothing reported, so that what was due by then is overdue."""

from __future__ import annotations

import atexit
import shutil
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from planboard.answers.engine import open_engine
from planboard.publishing.publish import publish
from planboard.register.plan import load_plan
from tests.places import DATA

BEFORE, NOW = date(2023, 10, 6), date(2023, 10, 13)  # what is published, and the period after it
AT = datetime(2023, 10, 16, tzinfo=UTC)


def published_once(folder: Path) -> Path:
    """A data folder with the register and its snapshot of BEFORE. Made once and then copied."""
    return shutil.copytree(_made(), folder / "data")


@cache
def _made() -> Path:
    data = Path(mkdtemp())
    atexit.register(shutil.rmtree, data, ignore_errors=True)
    shutil.copytree(DATA / "plan", data / "plan")
    publish(data, load_plan(data / "plan"), BEFORE, [], kind="official", publisher="t", published_at=AT)
    open_engine(data)
    return data
