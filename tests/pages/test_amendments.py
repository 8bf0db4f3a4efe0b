"""Amendments on the pages: the list of changes, the method, and the office's preview."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from planboard.publishing.publish import publish
from planboard.publishing.register import register_on
from planboard.snapshots.published import published
from tests.pages.conftest import App

NEXT = date(2023, 8, 18)
AMENDMENTS = (
    "tasks,2023-24,withdrawn,,,2023-08-15,市领导小组,职能调整",
    "plan,plan,at_risk_points,10,25,2023-08-16,市领导小组,统一口径",
)


@pytest.fixture
def amended(nothing_reported: Path, tmp_path: Path) -> Path:
    """The register with a task withdrawn and a rule changed, not published yet."""
    data = Path(shutil.copytree(nothing_reported, tmp_path / "data"))
    with (data / "plan" / "amendments.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in AMENDMENTS)
    toml = data / "plan" / "plan.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("at_risk_points = 10.0", "at_risk_points = 25.0"), "utf-8"
    )
    return data


def test_readers_see_each_amendment_with_its_reason(open_on: Callable[[Path], App], amended: Path):
    publish(
        amended, register_on(amended, NEXT), NEXT, [], kind="official", publisher="tests",
        published_at=datetime(2023, 8, 21, tzinfo=UTC),
    )  # fmt: skip
    app = open_on(amended)
    app.open("changes", lang="en")
    (withdrawn,) = [text for text in app.texts() if "withdrawn, and counted no more" in text]
    assert "职能调整" in withdrawn
    app.open("method", lang="zh")
    (rule,) = [text for text in app.texts() if "方法变更" in text]
    assert "由10改为25" in rule
    assert "2023年8月16日" in rule
    head = published(amended).current[-1].manifest_sha256[:16]
    assert any(head in text for text in app.texts())


def test_the_offices_page_previews_amendments_and_stops_at_what_none_covers(
    open_on: Callable[[Path], App], amended: Path
):
    app = open_on(amended)
    app.test.secrets["office"] = {"enabled": True}
    at = app.open("returns", lang="en", period=str(NEXT))
    at.text_input(key="office_by").set_value("乙").run()
    next(b for b in at.button if b.key == "preview").click().run()
    assert any("→ withdrawn, because it was withdrawn by 市领导小组" in text for text in app.texts())
    units = amended / "plan" / "units.csv"
    units.write_text(units.read_text("utf-8").replace("市科技创新委", "市科技局"), "utf-8")
    app.open("returns", lang="en", period=str(NEXT))
    next(b for b in at.button if b.key == "preview").click().run()
    assert any("without an amendment" in text for text in app.texts())
    assert not any(b.key == "publish" for b in at.button)
