"""How Chinese titles are read: their pinyin, by which search finds them. Only this file imports pypinyin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

READINGS = "readings"  # a table of a model beside its views
SCHEMA = pa.schema(
    [
        pa.field("as_of", pa.date32()),
        pa.field("text", pa.string()),
        pa.field("syllables", pa.list_(pa.string())),
        pa.field("initials", pa.string()),
    ]
)
_TITLES = {"pillars": "title", "tasks": "title", "targets": "target", "units": "unit"}


def readings(as_of: date, views: Mapping[str, pa.Table], before: pa.Table | None) -> pa.Table:
    """The syllables and initials of each Chinese title on a date, from the views that hold titles. Grain: as_of, text.
    What stands in `before`, the readings of the date before, is taken from there."""
    titles = {
        dict(title)["zh"] for view, column in _TITLES.items() for title in views[view][column].to_pylist()
    }
    known = {row["text"]: row for row in before.to_pylist()} if before is not None else {}
    known |= {row["text"]: row for row in _read(sorted(titles - known.keys()))}
    rows = [{**known[title], "as_of": as_of} for title in sorted(titles)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _read(titles: Sequence[str]) -> list[dict[str, object]]:
    if not titles:
        return []
    # Imported here: its dictionary takes a second and 55 MB, and most dates bring no new title.
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    # Words missing from pypinyin's tables, in which 行 means a bank.
    load_phrases_dict({"支行": [["zhī"], ["háng"]], "分行": [["fēn"], ["háng"]]})
    return [
        {
            "text": title,
            "syllables": lazy_pinyin(title),
            "initials": "".join(lazy_pinyin(title, style=Style.FIRST_LETTER)),
        }
        for title in titles
    ]
