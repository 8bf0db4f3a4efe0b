"""The workbooks of tests/returns/bad_returns: each is refused for its flaw, and for nothing else."""

from pathlib import Path

import pytest

from planboard.errors import UserError
from planboard.returns import form_reading
from planboard.wording.text import problem_line

GALLERY = Path(__file__).parent / "bad_returns"
FLAWS = sorted(path.stem for path in GALLERY.glob("*.xlsx"))


def found(flaw):
    """The problems of a file, and its remarks."""
    content = (GALLERY / f"{flaw}.xlsx").read_bytes()
    try:
        sent = form_reading.read(content, f"{flaw}.xlsx")
        return sent.problems, sent.remarks
    except UserError as error:
        return error.problems, ()


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flawed_workbook_is_told_its_flaw(flaw):
    problems, remarks = found(flaw)
    said = [f"{p.where}: {p.key}" for p in problems] + [f"remark {p.where}: {p.key}" for p in remarks]
    assert said == (GALLERY / f"{flaw}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("flaw", FLAWS)
@pytest.mark.parametrize(("lang", "semicolon"), [("zh", "；"), ("en", ";")])
def test_it_says_what_is_wrong_and_what_would_be_right(flaw, lang, semicolon):
    problems, remarks = found(flaw)
    for problem in (*problems, *remarks):
        wrong, right = problem_line(lang, problem).removeprefix(problem.where).rsplit(semicolon, 1)
        assert wrong.strip(": ")
        assert right.strip()


def test_the_gallery_has_a_text_for_every_file():
    assert FLAWS
    assert {path.stem for path in GALLERY.glob("*.txt")} == {
        path.stem for path in GALLERY.iterdir() if path.suffix in (".xlsx", ".csv")
    }
