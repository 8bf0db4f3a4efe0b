"""The fold under each chart: the numbers it draws, as a table in the reader's language."""

import pytest

from planboard.wording.text import messages, say
from tests.pages.conftest import PAGES
from tests.pages.document import text_of

OPEN = {"task": {"id": "2023-12"}, "unit": {"id": "commerce"}}
SERIES = [key for key in messages() if key.startswith("series.")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_chart_has_a_fold_of_its_numbers_with_series_in_the_readers_language(app, page, lang):
    at = app.open(page, lang=lang, **OPEN.get(page, {}))
    assert not at.exception
    folds = [
        e
        for e in app.page.root.iter("details")
        if text_of(e.find("summary")) == say(lang, "frame.same_numbers")
    ]
    keys = [fold.get("data-key") for fold in folds]
    assert len(set(keys)) == len(keys)
    assert not any("open" in fold.attrib for fold in folds)
    assert all(list(fold.iter("table")) for fold in folds)
    tables = [table for table in app.page.tables if say(lang, "column.series") in table.heads]
    shown = {name for table in tables for name in table.column(say(lang, "column.series"))}
    assert shown <= {say(lang, key) for key in SERIES}
    assert bool(shown) == (page in ("overview", "task", "targets") or page.startswith("pillar-"))
    charts = list(app.page.root.iter("figure"))
    # What the ranked table says stands under the chart of positions, every task under the roadmap, and a pillar's
    # counts by status beside their bar.
    with_tables = {"league": 1, "roadmap": 1}.get(page, int(page.startswith("pillar-")))
    assert len(folds) >= len(charts) - with_tables
