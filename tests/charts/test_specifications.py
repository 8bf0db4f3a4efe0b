"""Specifications are files, made beforehand by the code that draws the charts."""

from __future__ import annotations

import subprocess
import sys

import altair
import pytest

from planboard import charts
from planboard.charts.chart import specification_file
from planboard.charts.drawing.__main__ import DRAWN, written
from planboard.wording.text import LANGUAGES
from tests.places import ROOT


def test_every_chart_that_vega_draws_has_its_files_and_none_is_left_over():
    assert set(DRAWN) == {chart.name for chart in charts.ALL if chart.svg is None}
    files = {specification_file(name, lang) for name in DRAWN for lang in LANGUAGES}
    assert set(specification_file("heatmap", "zh").parent.iterdir()) == files


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_a_file_is_what_the_code_writes(name, lang):
    held = specification_file(name, lang).read_text("utf-8")
    assert held == written(name, lang), "run python -m planboard.charts.drawing"


def test_no_theme_of_altair_slips_into_a_specification():
    assert altair.theme.active == "none"


def test_pages_are_served_without_what_they_do_not_need():
    """Nothing that takes long to import, or much memory, is imported to draw pages with."""
    code = """
import sys, os
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("pages/frame.py", default_timeout=60).run()
assert not at.exception, at
assert at.get("bidi_component")
print(sorted({"altair", "pypinyin", "openpyxl", "vl_convert", "pyspark", "sqlglot"} & set(sys.modules)))
"""
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert said.stdout.strip() == "[]", said.stderr
