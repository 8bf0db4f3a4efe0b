"""What each change of the score does to the real units is on the method's pages as the figures give it."""

import pytest

from docs.league_changes import PAGES, written
from planboard.answers.engine import open_engine
from tests.places import ROOT


@pytest.mark.parametrize("lang", PAGES)
def test_the_table_of_what_each_change_does_is_what_the_figures_give(lang):
    page = PAGES[lang].read_text("utf-8")
    made = written(page, lang, open_engine(ROOT / "data"))
    assert page == made, "python -m docs.league_changes writes it anew"
