"""How the tests are run: on all processors, or in this process where one file is named."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planboard import demo


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """A file or test named alone is run in this process: to start others takes longer than most files."""
    return 0 if len(config.args) == 1 and ".py" in config.args[0] else None


@pytest.fixture
def short_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration's own stories, told of the first two weeks alone, the second of which is restated."""
    first, second = demo.weeks()[:2]
    [mistake] = demo.stories()["mistakes"]
    corrected_on = second + timedelta(days=5)
    other = {"as_of": second, "corrected_on": corrected_on, "target": "2023-36.1", "value": 45.0}
    monkeypatch.setitem(demo.stories(), "weeks", 2)
    monkeypatch.setitem(demo.stories(), "mistakes", [mistake | other])
    assert demo.weeks() == [first, second]
