"""What every page shows, whether of one plan or of all: the language, the pages, and what links keep of the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from planboard.wording.text import say


@dataclass
class Shown:
    """What one run of any page shows: its language; and in `notices`, which parts of the address could not be
    honoured."""

    lang: str
    notices: list[str] = field(default_factory=list, kw_only=True)
    pages: dict[str, StreamlitPage] = field(default_factory=dict, kw_only=True)
    page: str = field(default="", kw_only=True)
    title: str = field(default="", kw_only=True)
    is_just_opened: bool = field(default=True, kw_only=True)  # so nothing newer can have been published yet
    is_on_paper: bool = field(default=False, kw_only=True)  # the address asks for it as it is to be printed

    @property
    def kept(self) -> Sequence[str]:
        """The parameters of the address that every link keeps."""
        return ("lang",)

    def say(self, key: str, **params: object) -> str:
        """A message in the reader's language."""
        return say(self.lang, key, **params)

    def address(self, **selection: object) -> dict[str, str]:
        """The query of a link that keeps the plan, date and language shown and selects what is given."""
        return {**self._kept, **{k: str(v) for k, v in selection.items()}}

    @property
    def address_of_all(self) -> dict[str, str]:
        """The query of a link to the page on all plans: what it keeps of this page's."""
        return {k: v for k, v in st.query_params.items() if k == "lang"}

    @cached_property
    def _kept(self) -> dict[str, str]:
        return {k: v for k, v in st.query_params.items() if k in self.kept}


@dataclass
class PlansView(Shown):
    """What one run of the page on all plans shows: the folder of each plan by its name."""

    folders: Mapping[str, Path]
