"""The app itself, page by page, over data of several kinds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import streamlit.deprecation_util as deprecation
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from planboard.answers.making import make
from planboard.folders import data_folder, plan_folders
from planboard.publishing.publish import publish
from planboard.register.plan import load_plan
from planboard.snapshots.published import published
from tests.pages.document import DocumentShown
from tests.places import DATA, ROOT

PAGES = (
    "overview", "concerns", "pillar-1", "pillar-2", "pillar-3", "pillar-4", "changes", "targets", "league",
    "roadmap", "coordination", "responsibility", "data", "method", "unit", "task",
)  # fmt: skip


@pytest.fixture(autouse=True)
def deprecated_calls_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit only logs deprecations, through a logger of its own."""

    def fail(message: str, *arguments: object) -> None:
        raise AssertionError(f"deprecated: {message}")

    monkeypatch.setattr(deprecation._LOGGER, "warning", fail)


class App:
    """The app in the state one address puts it in."""

    def __init__(self, *, makes_models: bool = True) -> None:
        self.makes_models = makes_models
        self.test = AppTest.from_file(str(ROOT / "pages" / "frame.py"), default_timeout=60)

    def open(self, page: str, **address: str) -> AppTest:
        """Run one page as if its address had been opened, unsaid on a server that has made all models."""
        if self.makes_models:
            for folder in plan_folders(data_folder()).values():
                make(folder, published(folder))
        self.test._page_hash = calc_hash(page)  # switch_page of AppTest takes files only
        self.test.query_params.clear()
        self.test.query_params.update(address)
        return self.test.run()

    @property
    def page(self) -> DocumentShown:
        """The document that the page shows."""
        return self._shown("page")

    def _shown(self, key: str) -> DocumentShown:
        [shown] = [e for e in self.test.get("bidi_component") if e.proto.id.endswith(f"-{key}")]
        return DocumentShown(shown.proto.bytes)

    @property
    def folds(self) -> dict[str, DocumentShown]:
        """The documents of folds that are open, by their keys."""
        shown = {e.proto.id.rsplit("-", 1)[1]: e for e in self.test.get("bidi_component")}
        around = ("page", "navigation", "freshness")
        return {k: DocumentShown(e.proto.bytes) for k, e in shown.items() if k not in around}

    @property
    def navigation(self) -> DocumentShown:
        """The links in the side bar."""
        return self._shown("navigation")

    @property
    def freshness(self) -> DocumentShown:
        """How new the figures are, and the link to the newest."""
        return self._shown("freshness")

    def texts(self) -> list[str]:
        """Everything that is written on the page, but for what stands inside charts and tables of canvas."""
        kinds = ("title", "header", "markdown", "caption", "warning", "error", "info", "page_link")
        around = [getattr(e, "value", None) or e.proto.label for kind in kinds for e in self.test.get(kind)]
        shown = self.test.get("bidi_component")
        return [*(text for e in shown for text in DocumentShown(e.proto.bytes).texts()), *around]


@pytest.fixture
def open_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], App]:
    def on(data: Path) -> App:
        monkeypatch.setenv("PLANBOARD_DATA", str(data))
        return App()

    return on


@pytest.fixture
def app(open_on: Callable[[Path], App]) -> App:
    """The app over the data in the repository."""
    return open_on(ROOT / "data")


@pytest.fixture(scope="session")
def nothing_reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One official snapshot of the register in which nobody has reported anything yet."""
    data = tmp_path_factory.mktemp("nothing_reported")
    shutil.copytree(ROOT / "data" / "plan", data / "plan")
    publish(
        data, load_plan(ROOT / "data" / "plan"), date(2023, 8, 11), [], kind="official", publisher="tests",
        published_at=datetime(2023, 8, 12, tzinfo=UTC),
    )  # fmt: skip
    return data


@pytest.fixture(scope="session")
def second_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two snapshots of another plan: two pillars, other units, other years."""
    data = tmp_path_factory.mktemp("second_plan")
    for day in (date(2026, 3, 31), date(2026, 6, 30)):
        publish(
            data, load_plan(ROOT / "tests" / "second_plan" / "plan"), day, [], kind="official", publisher="tests",
            published_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        )  # fmt: skip
    return data


@pytest.fixture(scope="session")
def many_plans(tmp_path_factory: pytest.TempPathFactory, second_plan: Path) -> Path:
    """A folder of three plans: the demonstration, another one, and one of which nothing is published."""
    folder = tmp_path_factory.mktemp("plans")
    shutil.copytree(DATA, folder / "深圳")
    shutil.copytree(second_plan, folder / "coast")
    shutil.copytree(DATA / "plan", folder / "empty" / "plan")
    return folder
