"""The lines in the table of statuses."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from planboard.charts import cell_line


def points(counts, most):
    svg = unquote(cell_line.picture(counts, most, "done"))
    line = re.search(r'points="([^"]+)"', svg)[1]
    return [tuple(map(float, point.split(","))) for point in line.split(" ")], svg


def test_a_line_rises_with_its_counts_and_ends_in_a_dot():
    line, svg = points([0, 1, 4], 4)
    (x0, y0), (x1, y1), (x2, y2) = line
    assert x0 < x1 < x2
    assert y0 > y1 > y2
    assert y0 - y2 == pytest.approx(4 * (y0 - y1), abs=0.2)
    assert f'cx="{x2:.1f}" cy="{y2:.1f}"' in svg


def test_one_task_of_many_does_not_fill_the_cell():
    one_of_many, one_of_few = (points([0, 1], n)[0][1][1] for n in (80, 8))
    assert one_of_many > one_of_few == cell_line._EDGE


@pytest.mark.parametrize("counts", [[3], [0], [0, 0], [7, 7, 7]])
def test_it_stays_inside_its_picture(counts):
    for x, y in points(counts, max(counts))[0]:
        assert 0 < x < cell_line.WIDTH
        assert 0 < y < cell_line.HEIGHT


def test_its_address_can_stand_in_markdown():
    assert re.fullmatch(r"data:image/svg\+xml,[\w%.~-]+", cell_line.picture([1, 2], 2, "behind"))
