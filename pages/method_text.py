"""The text of the method, and when which of its rules was changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
FILES = {"zh": "method.zh-CN.md", "en": "method.md"}
# The table of the method's history; no other one of the text begins its rows with a date.
CHANGE = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| (.+?) \| (.+?) \|$", re.MULTILINE)


@dataclass(frozen=True)
class MethodChange:
    """A change of the rules: the day since which it holds, the section of the method, and what changed."""

    since: date
    section: str
    what: str


@cache
def method_text(lang: str) -> str:
    """The method in a language, as Markdown without its title."""
    return (DOCS / FILES[lang]).read_text("utf-8").split("\n", 1)[1]


@cache
def method_changes(lang: str) -> tuple[MethodChange, ...]:
    """Every change of the method that its history names, newest first."""
    found = CHANGE.findall(method_text(lang))
    return tuple(MethodChange(date.fromisoformat(since), section, what) for since, section, what in found)
