"""The files of bad_returns/csv: each is refused by the whole reception for its flaw, and for nothing else."""

from __future__ import annotations

import re

import pytest

from planboard.office import receiving
from planboard.office.receiving import Arrival
from planboard.returns import ledger
from planboard.wording.text import LANGUAGES, messages, problem_line
from tests.returns.bad_returns.make_csv import FLAWS, GALLERY, content
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import NOON, small_plan


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return history(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def received(data):
    """All files at once, as they may well come."""
    files = [Arrival(f"{flaw}.csv", (GALLERY / f"{flaw}.csv").read_bytes(), NOON) for flaw in FLAWS]
    return {one.name[:-4]: one for one in receiving.receive(data, small_plan(), files, PERIOD, "甲")}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flawed_return_is_told_its_flaw_and_kept(data, received, flaw):
    one = received[flaw]
    assert [f"{p.where}: {p.key}" for p in one.problems] == (GALLERY / f"{flaw}.txt").read_text(
        "utf-8"
    ).splitlines()
    assert one.problems
    assert one.kept.state == "faulty"
    assert ledger.content(data, one.kept) == (GALLERY / f"{flaw}.csv").read_bytes()


@pytest.mark.parametrize("flaw", FLAWS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_is_wrong_and_what_would_be_right(received, flaw, lang):
    for problem in received[flaw].problems:
        said = problem_line(lang, problem)
        assert said.startswith(f"{flaw}.csv")
        assert re.search("[；？]" if lang == "zh" else "[;?,]", said)


def test_the_files_are_what_the_script_writes():
    assert {path.name for path in GALLERY.iterdir()} == {f"{f}.{e}" for f in FLAWS for e in ("csv", "txt")}
    for flaw in FLAWS:
        assert (GALLERY / f"{flaw}.csv").read_bytes() == content(flaw), flaw


def test_every_problem_a_return_can_have_has_its_file(received):
    told = {p.key for one in received.values() for p in (*one.problems, *one.remarks)}
    keys = {key.removeprefix("problem.") for key in messages() if key.startswith("problem.return.")}
    # Too large to be kept here; and what only time can bring, held in tests/office/test_receiving.py and
    # tests/commands/test_close_year.py.
    brought_by_time = {
        "return.no_reason_behind",
        "return.no_reason_overdue",
        "return.year_closed",
        "return.withdrawn",
    }
    assert keys - told == {"return.too_large", *brought_by_time}
