"""The fold under each chart: the numbers it draws, as a table in the reader's language."""

import pytest

from planboard.wording.text import messages, say
from tests.pages.conftest import PAGES

OPEN = {"task": {"id": "2023-12"}, "unit": {"id": "commerce"}}
SERIES = [key for key in messages() if key.startswith("series.")]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_fold_of_numbers_opens_and_names_its_series_in_the_readers_language(app, page, lang):
    address = {"lang": lang, **OPEN.get(page, {})}
    closed = app.open(page, **address)
    folds = [fold for fold in closed.expander if fold.label == say(lang, "frame.same_numbers")]
    before = len(closed.dataframe)
    for fold in folds:
        app.test.session_state[fold.proto.id.removeprefix("$$ID-").split("-", 1)[1]] = True
    opened = app.open(page, **address)
    assert not opened.exception
    assert len(opened.dataframe) == before + len(folds)
    shown = {name for table in opened.dataframe for name in table.value.get("series", ())}
    assert shown <= {say(lang, key) for key in SERIES}
    assert bool(shown) == (page in ("overview", "task") or page.startswith("pillar-"))
