"""How Chinese titles and names are read: the pinyin by which search finds them. Only this file imports pypinyin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
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
# What is read, by view and column: titles in all languages, and names.
READ = (
    ("pillars", "title"),
    ("tasks", "title"),
    ("tasks", "responsible_person"),
    ("targets", "target"),
    ("units", "unit"),
)
# Characters that are read otherwise where they are a surname.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "翟": "zhai", "缪": "miao", "覃": "qin", "乐": "yue", "员": "yun", "逄": "pang", "郇": "xun", "隗": "wei",
    "折": "she", "黑": "he",
}  # fmt: skip


def readings(as_of: date, views: Mapping[str, pa.Table], before: pa.Table | None) -> pa.Table:
    """The syllables and initials of each Chinese title and each responsible person's name on a date, from the views
    that hold them. Grain: as_of, text. What stands in `before`, the readings of the date before, is taken from
    there."""
    read = [text for view, column in READ for text in views[view][column].to_pylist() if text]
    persons = {text for text in read if isinstance(text, str)}
    texts = persons | {dict(text)["zh"] for text in read if not isinstance(text, str)}
    known = {row["text"]: row for row in before.to_pylist()} if before is not None else {}
    known |= {row["text"]: row for row in _read(sorted(texts - known.keys()), persons)}
    rows = [{**known[text], "as_of": as_of} for text in sorted(texts)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _read(texts: Sequence[str], persons: Set[str]) -> list[dict[str, object]]:
    if not texts:
        return []
    # Imported here: its dictionary takes a second and 55 MB, and most dates bring no new title.
    from pypinyin import lazy_pinyin, load_phrases_dict

    # Words missing from pypinyin's tables, in which 行 means a bank.
    load_phrases_dict({"支行": [["zhī"], ["háng"]], "分行": [["fēn"], ["háng"]]})
    rows: list[dict[str, object]] = []
    for text in texts:
        syllables = lazy_pinyin(text)
        if text in persons:
            syllables[0] = _SURNAMES.get(text[0], syllables[0])
        rows.append({"text": text, "syllables": syllables, "initials": "".join(s[:1] for s in syllables)})
    return rows
