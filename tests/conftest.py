"""How the tests are run: on all processors, or in this process if a single file is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from planboard import demo
from planboard.answers.engine import Engine
from planboard.office import forms, missing_reasons, receiving
from planboard.publishing import preview
from planboard.snapshots.published import Published

ENGINES_KEPT = 8


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


@pytest.fixture(scope="module")
def shared_engines() -> Iterator[None]:
    """One engine for each published set, as pages have it, where the office would build one for every file received and
    every preview. What is published never changes, so the answers are the same."""
    kept: dict[str, Engine] = {}

    def engine_of(now: Published) -> Engine:
        if now.identity not in kept:
            kept[now.identity] = Engine(now)
            for old in list(kept)[:-ENGINES_KEPT]:
                del kept[old]
        return kept[now.identity]

    with pytest.MonkeyPatch.context() as patch:
        for module in (receiving, missing_reasons, forms, preview):
            patch.setattr(module, "Engine", engine_of)
        yield
