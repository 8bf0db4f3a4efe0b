"""Draw a chart outside the browser, as a test needs it."""

import datetime
import json
from functools import cache

import vl_convert


def drawn(specification, rows, width=360):
    """The SVG of a specification with its rows, coloured as a page would."""
    values = [{k: _plain(v) for k, v in row.items()} for row in rows.to_pylist()]
    # The page gives the data beside the specification, and the width of its place.
    whole = {**specification, "data": {"values": values}, "width": width}
    return vl_convert.vegalite_to_svg(json.dumps(whole), vl_version="6.4", show_warnings=True)


def _plain(value):
    return value.isoformat() if isinstance(value, datetime.date) else value


@cache
def has_chinese_font():
    """Whether the machine has a font for Chinese: without one, nothing at all is drawn for it."""
    empty, chinese = (
        vl_convert.vegalite_to_png(
            {
                "data": {"values": [{}]},
                "mark": {"type": "text", "fontSize": 30},
                "encoding": {"text": {"value": text}},
            },
            vl_version="6.4",
        )
        for text in (" ", "深")
    )
    return empty != chinese
