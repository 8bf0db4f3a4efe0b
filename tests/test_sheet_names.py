"""Every sheet of every workbook has a name that Excel opens without repairing the file, in both languages."""

import io

import openpyxl
import pytest

from planboard import export
from planboard.office import form_writing, register_book
from planboard.schema import TABLES
from planboard.wording.text import LANGUAGES, messages
from tests.samples.small_form import AS_OF, small_board
from tests.samples.small_returns import small_plan

LONGEST = 31  # UTF-16 units


def is_taken(name: str) -> bool:
    """Whether Excel takes the name: it forbids some characters and quotes at the ends, and "History" is its own."""
    return (
        0 < len(name.encode("utf-16-le")) // 2 <= LONGEST
        and not set(name) & set("[]:*?/\\")
        and name.strip("'") == name
        and name.casefold() != "history"
    )


def sheets(content: bytes) -> list[str]:
    return openpyxl.load_workbook(io.BytesIO(content)).sheetnames


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_words_that_name_sheets_are_taken_as_they_are(lang):
    """The sheets of pages' workbooks are called as their tables, those of forms and of the register by their own
    words."""
    families = ("table.", "form.sheet.", "registered.")
    names = {key: said[lang] for key, said in messages().items() if key.startswith(families)}
    names["register.book.sheet"] = messages()["register.book.sheet"][lang]
    assert {key.partition(".")[0] for key in names} == {"table", "form", "registered", "register"}
    assert [key for key, name in names.items() if not is_taken(name)] == []
    assert all(map(is_taken, TABLES))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheets_of_forms_and_of_the_register_are_taken_and_differ(tmp_path, lang):
    form = form_writing.form(small_board(tmp_path), AS_OF, "harbour", lang)
    for content in (form, register_book.book(small_plan(), lang)):
        names = sheets(content)
        assert all(map(is_taken, names)), names
        assert len({name.casefold() for name in names}) == len(names) > 3


@pytest.mark.parametrize("name", ["History", "HISTORY", "'a'", "a/b[c]:*?\\", "x" * 40, "\x07甲"])
def test_any_name_becomes_one_that_is_taken(name):
    (made,) = sheets(export.to_xlsx({name: (["a"], [[1]])}))
    assert is_taken(made)
