"""What people type, and what they find."""

import pytest

from planboard.engine import Engine
from planboard.search import MOST, entries, find
from planboard.snapshots import data_folder, published


@pytest.fixture(scope="module", params=["zh", "en"])
def among(request):
    now = published(data_folder())
    asked = {"as_of": now.current[-1].as_of, "lang": request.param}
    return entries(Engine(now).query("search", **asked).to_pylist())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("市教育局", ("unit", "education")), ("sjyj", ("unit", "education")), ("Education", ("unit", "education")),
        ("education", ("unit", "education")), ("12", ("task", "2023-12")), ("2023-12", ("task", "2023-12")),
        ("2023-12.2", ("target", "2023-12.2")), ("海外仓总面积", ("target", "2023-26.1")),
        ("hwczmj", ("target", "2023-26.1")),
        ("floor area of", ("target", "2023-26.1")), ("  SZHG ", ("unit", "customs")), ("m9.3", ("target", "M9.3")),
    ],
)  # fmt: skip
def test_it_is_found_first(among, typed, first):
    found = find(among, typed)
    assert (found[0].kind, found[0].id) == first
    assert len(found) <= MOST


@pytest.mark.parametrize("typed", ["", "   ", "没有这样的词", "zzzzzz", "'; drop table tasks"])
def test_nothing_is_found_for_nothing_and_for_nonsense(among, typed):
    assert find(among, typed) == []


def test_everything_is_found_by_its_own_name_and_id(among):
    assert len(among) == 44 + 32 + 34
    for entry in among:
        assert entry in find(among, entry.id)
        assert any(e.name == entry.name for e in find(among, entry.name))
