"""How the tests are run: on all processors, or in this process if a single file is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planboard import demo
from planboard.answers.engine import open_engine
from tests.places import DATA


def pytest_configure(config: pytest.Config) -> None:
    """Make the models of the repository's data, before the workers start, so that no page has to wait for them."""
    if not hasattr(config, "workerinput"):
        open_engine(DATA)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A single file or test is run in this process, since starting workers takes longer than most files."""
    return 0 if len(config.args) == 1 and ".py" in config.args[0] else None


@pytest.fixture
def short_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration cut to its first two weeks, the second of which is restated."""
    first, second = demo.weeks()[:2]
    [mistake] = demo.stories()["mistakes"]
    corrected_on = second + timedelta(days=5)
    other = {"as_of": second, "corrected_on": corrected_on, "target": "2023-36.1", "value": 45.0}
    monkeypatch.setitem(demo.stories(), "weeks", 2)
    monkeypatch.setitem(demo.stories(), "mistakes", [mistake | other])
    assert demo.weeks() == [first, second]
