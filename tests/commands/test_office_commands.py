"""The office's commands as a person or a script meets them."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from planboard.commands.main import main
from planboard.office import receiving
from planboard.office.receiving import Arrival
from planboard.returns.csv_file import to_csv
from planboard.snapshots.published import published
from tests.samples.small_history import PERIOD, VALUES, history
from tests.samples.small_returns import NOON, small_plan, small_return

WHEN = ("--as-of", str(PERIOD))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history(tmp_path_factory.mktemp("history"))


@pytest.fixture
def data(told: Path, tmp_path: Path) -> Path:
    return shutil.copytree(told, tmp_path / "data")


def run(data: Path, *words: str, **env: str):
    return CliRunner().invoke(main, words, env={"PLANBOARD_DATA": str(data), "PLANBOARD_LANG": "en"} | env)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A good return and one with a colour nobody knows."""
    made = {name: tmp_path / f"{name}.csv" for name in ("harbour", "parks")}
    made["harbour"].write_bytes(to_csv(small_return("harbour", PERIOD, VALUES | {"2026-1.1": 23})))
    made["parks"].write_bytes(to_csv(small_return("parks", PERIOD, VALUES)).replace(b"green", b"mauve"))
    return made


def test_a_period_from_the_command_line(data, files, tmp_path):
    said = tmp_path / "problems.csv"
    done = run(data, "receive", *map(str, files.values()), *WHEN, "--by", "甲", "--problems", str(said))
    assert done.exit_code == 1
    assert "received harbour.csv, no problems" in done.output
    assert done.stderr.count("“mauve”") == done.stderr.count('"mauve"') == 3, (
        "three rows, each in both languages"
    )
    rows = list(csv.reader(said.read_text("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["file", *["parks.csv"] * 3]
    assert "mauve" in rows[1][2]
    assert "mauve" in rows[1][3]

    listed = json.loads(run(data, "returns", *WHEN, "--format", "json").stdout)
    assert {r["unit_id"]: r["state"] for r in listed} == {"harbour": "received", "parks": "faulty"}

    assert run(data, "accept", "parks", *WHEN).exit_code == 1
    assert run(data, "send-back", "parks", "--reason", "colour", *WHEN).exit_code == 0
    assert "harbour.csv" in run(data, "accept", "--all", *WHEN, "--by", "甲").output

    seen = run(data, "publish", *WHEN, "--dry-run")
    assert seen.exit_code == 0
    assert "Would publish 2026-03-27, revision 1" in seen.output
    assert "2026-1.1  Waste cleared: 22 tonnes → 23 tonnes" in seen.output
    assert len(published(data).snapshots) == 3

    assert "official data" in run(data, "publish", *WHEN, "--by", "甲").output
    assert published(data).current[-1].as_of == PERIOD
    assert run(data, "verify", "--deep").exit_code == 0


def test_a_correction_without_a_reason_is_refused_and_a_newer_revision_is_told(data, files):
    last = ("--as-of", "2026-03-20")
    path = files["harbour"]
    path.write_bytes(
        path.read_bytes().replace(b"2026-03-27", b"2026-03-20").replace(b"2026-03-26", b"2026-03-19")
    )
    assert run(data, "receive", str(path), *last).exit_code == 0
    done = run(data, "accept", "harbour", *last)
    assert (done.exit_code, "2 returns" in done.stderr) == (1, True), "the unit alone does not say which"
    ids = [
        r["id"]
        for r in json.loads(run(data, "returns", *last, "--format", "json").stdout)
        if r["unit_id"] == "harbour"
    ]
    assert len(ids) == 2
    run(data, "accept", ids[-1], *last)
    done = run(data, "publish", *last)
    assert (done.exit_code, "--reason" in done.stderr) == (1, True)
    done = run(data, "publish", *last, "--reason", "更正", "--expect", "0")
    assert (done.exit_code, "revision 1" in done.stderr) == (3, True)
    assert run(data, "publish", *last, "--reason", "更正", "--expect", "1").exit_code == 0


def test_forms_are_written_for_the_units_named_or_for_all(data, tmp_path):
    done = run(data, "template", "harbour", *WHEN, "-o", str(tmp_path / "one"), PLANBOARD_LANG="zh")
    assert done.exit_code == 0
    assert [p.name for p in (tmp_path / "one").iterdir()] == ["区港务局_2026-03-27.xlsx"]
    assert run(data, "template", "--all", *WHEN, "-o", str(tmp_path / "all")).exit_code == 0
    assert len(list((tmp_path / "all").iterdir())) == 5


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("template", *WHEN), 2, "--all"),
        (("template", "moon", *WHEN), 2, "harbour"),
        (("accept", *WHEN), 2, "--all"),
        (("accept", "moon", *WHEN), 1, "planboard returns"),
        (("send-back", "harbour", *WHEN), 2, "--reason"),
        (("receive", *WHEN), 2, "FILES"),
        (("receive", "nowhere.xlsx", *WHEN), 2, "nowhere.xlsx"),
        (("publish",), 2, "--as-of"),
        (("publish", "--as-of", "2026-01-02"), 1, "2026-03-20"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_could_be(data, words, code, said):
    done = run(data, *words)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_cannot_write_to_the_terminal(data, files, tmp_path, lang):
    path = tmp_path / "odd.csv"
    said = "\x1b]0;title\x07\x1b[31m\u202egreen".encode()
    path.write_bytes(files["parks"].read_bytes().replace(b"mauve", said))
    done = run(data, "receive", str(path), *WHEN, PLANBOARD_LANG=lang)
    assert done.exit_code == 1
    assert "[31m" in done.stderr
    assert not set("\x1b\x07\u202e") & set(done.output)


def test_a_text_of_several_lines_stays_in_its_row(data):
    ret = small_return("harbour", PERIOD, VALUES | {"2026-1.1": 23})
    (one,) = receiving.receive(
        data, small_plan(), [Arrival("h.csv", to_csv(replace(ret, unit_note="x", reported_by="甲\n乙")), NOON)],
        PERIOD, "甲",
    )  # fmt: skip
    listed = run(data, "returns", *WHEN).stdout
    assert one.kept.sent_by == "甲\n乙"
    assert len(listed.splitlines()) == 2
    assert "甲 乙" in listed
