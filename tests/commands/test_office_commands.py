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
from planboard.returns import ledger
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
    assert run(data, "accept", ids[-1], *last).exit_code == 1, "which of the two counts takes a reason"
    assert run(data, "accept", ids[-1], *last, "--reason", "更正").exit_code == 0
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
    assert len(list((tmp_path / "all").iterdir())) == 4, (
        "the fifth unit owes nothing and is asked for nothing"
    )


def test_reminders_are_shown_or_written_to_a_file(data, tmp_path):
    shown = run(data, "chase", "parks", *WHEN)
    assert shown.exit_code == 0
    assert "Your return for the period to 27 Mar 2026 is missing" in shown.output
    assert "units without a return that can be accepted: 1" in shown.output
    file = tmp_path / "reminders.txt"
    assert run(data, "chase", *WHEN, "-o", str(file)).exit_code == 0
    assert file.read_text("utf-8-sig").count("is missing") == 4
    assert run(data, "chase", "moon", *WHEN).exit_code == 2


def test_a_units_withdrawal_is_recorded_with_who_said_so(data, files):
    assert run(data, "receive", str(files["harbour"]), *WHEN).exit_code == 0
    done = run(data, "withdraw", "harbour", "--reason", "数字有误", *WHEN)
    assert (done.exit_code, "--said-by" in done.stderr) == (2, True)
    said = ("--reason", "数字有误", "--said-by", "王五", "--by", "甲")
    done = run(data, "withdraw", "harbour", *said, *WHEN)
    assert done.exit_code == 0, done.stderr
    assert "withdrawal recorded: harbour.csv" in done.output
    (kept,) = ledger.of_period(data, PERIOD)
    last = kept.events[-1]
    assert (kept.state, last.by, last.details) == (
        "withdrawn", "甲", {"reason": "数字有误", "said_by": "王五"},
    )  # fmt: skip
    for words in (("accept", "harbour"), ("withdraw", "harbour", *said)):
        done = run(data, *words, *WHEN)
        assert (done.exit_code, "was withdrawn by its unit" in done.stderr) == (1, True), done.stderr
    assert "waits to be accepted" in run(data, "accept", "--all", *WHEN).output
    assert ledger.of_period(data, PERIOD) == [kept]


def test_what_is_published_is_not_withdrawn(data):
    last = ("--as-of", "2026-03-20")
    done = run(data, "withdraw", "harbour", "--reason", "数字有误", "--said-by", "王五", *last)
    assert (done.exit_code, "is published and cannot be withdrawn" in done.stderr) == (1, True)


def test_a_call_is_recorded_listed_and_taken_back(data):
    asked, call = (
        "2026-1-H1",
        ("--said-by", "李四", "--on", "2026-03-25", "--text", "可以借用。", "--by", "甲"),
    )
    done = run(data, "call", "record", asked, *call, *WHEN)
    assert done.exit_code == 0, done.stderr
    assert "call recorded: 2026-1-H1, 李四 (parks)" in done.output
    done = run(data, "call", "record", asked, *call, *WHEN)
    assert (done.exit_code, "no request that is waited for" in done.stderr) == (1, True)
    assert run(data, "call", "withdraw", "1", "--reason", "记错", "--by", "乙", *WHEN).exit_code == 0
    done = run(data, "call", "record", asked, *call, "--closed", *WHEN)
    assert "李四 (harbour)" in done.output
    listed = json.loads(run(data, "call", "list", *WHEN, "--format", "json").stdout)
    assert [(r["number"], r["state"], r["unit_id"], r["said_by"], r["reason"]) for r in listed] == [
        (1, "withdrawn", "parks", "李四", "记错"), (3, "closed", "harbour", "李四", None),
    ]  # fmt: skip
    assert run(data, "publish", *WHEN).exit_code == 0
    assert run(data, "verify", "--deep").exit_code == 0
    done = run(data, "call", "record", asked, *call, *WHEN)
    assert (done.exit_code, "record it for the next one" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("template", *WHEN), 2, "--all"),
        (("template", "moon", *WHEN), 2, "harbour"),
        (("accept", *WHEN), 2, "--all"),
        (("accept", "moon", *WHEN), 1, "planboard returns"),
        (("send-back", "harbour", *WHEN), 2, "--reason"),
        (("template", "--all", "harbour", *WHEN), 2, "not both"),
        (("template", "moon", *WHEN), 2, "is no unit of the plan; choose one of"),
        (("template", "--all", "--as-of", "1999-01-01"), 1, "from 2026-01-01 to 2027-12-31"),
        (("chase", "--as-of", "2031-01-03"), 1, "from 2026-01-01 to 2027-12-31"),
        (("query", "nope"), 2, "is no query; choose one of"),
        (("accept", "--all", "harbour", *WHEN), 2, "not both"),
        (("returns", "--as-of", "1999-01-01"), 0, "Nothing has been received for the period to 1999-01-01"),
        (("receive", *WHEN), 2, "FILES"),
        (("receive", "nowhere.xlsx", *WHEN), 2, "nowhere.xlsx"),
        (("publish",), 2, "--as-of"),
        (("publish", "--as-of", "2026-01-02"), 1, "2026-03-20"),
        (("publish", "--as-of", "2999-01-01"), 1, "has not come yet, today being 2"),
        (("publish", "--as-of", "2999-01-01", "--dry-run"), 1, "can be published from 2999-01-01 on"),
        (
            ("publish", "--as-of", "2026-01-02", "--dry-run"),
            1,
            "earlier than the newest snapshot, 2026-03-20",
        ),
        (("publish", *WHEN, "--expect", "5"), 3, "has no revision 5, its newest being 0"),
        (("publish", *WHEN, "--expect", "5", "--dry-run"), 3, "has no revision 5, its newest being 0"),
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


def test_while_the_register_cannot_be_read_forms_and_returns_go_on_with_the_published_one(
    data, files, tmp_path
):
    tasks = data / "plan" / "tasks.csv"
    tasks.write_bytes(tasks.read_text("utf-8").encode("gbk"))
    for words in (
        ("template", "harbour", "-o", str(tmp_path)),
        ("receive", str(files["harbour"])),
        ("chase",),
    ):
        done = run(data, *words, *WHEN)
        assert done.exit_code == 0, done.stderr
        assert "This was done with the register as it was published last" in done.stderr
        assert "暂按最近一次发布的登记册办理" in done.stderr
        assert "tasks.csv: " in done.stderr
    assert json.loads(run(data, "returns", *WHEN, "--format", "json").stdout)[0]["state"] == "received"
    assert run(data, "publish", *WHEN).exit_code == 1
    shutil.rmtree(data / "snapshots")
    assert run(data, "receive", str(files["harbour"]), *WHEN).exit_code == 1


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_publishing_names_a_copy_of_a_file_of_the_register_that_is_not_read(words, data):
    shutil.copy(data / "plan" / "tasks.csv", data / "plan" / "tasks (1).csv")
    done = run(data, "publish", *WHEN, *words)
    assert (done.exit_code, "tasks (1).csv" in done.stderr) == (0, True)


def test_a_date_with_nothing_changed_is_not_said_to_be_published(data):
    last = ("--as-of", "2026-03-20")
    done = run(data, "publish", *last)
    assert done.exit_code == 0
    assert "Nothing to publish: 2026-03-20 is published as revision 1" in done.output
    assert len(published(data).snapshots) == 3


EMPTY, TURNED = "\u200b\u2060", "t\u202ex"
CALL = ("call", "record", "2026-1-H1", "--on", "2026-03-25")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*CALL, "--said-by", EMPTY, "--text", "可以", *WHEN), '"said_by": is empty'),
        ((*CALL, "--said-by", "李四", "--text", TURNED, *WHEN), "U+202E"),
        ((*CALL, "--said-by", "李四", "--text", "可以", "--by", EMPTY, *WHEN), "--by: is empty"),
        (("withdraw", "harbour", "--reason", EMPTY, "--said-by", "王五", *WHEN), "without a reason"),
        (("withdraw", "harbour", "--reason", "误报", "--said-by", TURNED, *WHEN), "U+202E"),
        (("send-back", "harbour", "--reason", EMPTY, *WHEN), "without a reason"),
        (("send-back", "harbour", "--reason", TURNED, *WHEN), "U+202E"),
        (("publish", *WHEN, "--reason", TURNED), "U+202E"),
        (("amend", "set", "tasks", "2026-1", "due_on=2026-12-30", "--yes", "--authority", EMPTY, "--reason", "x"),
         "is empty"),
        (("amend", "set", "tasks", "2026-1", "due_on=2026-12-30", "--yes", "--authority", "会", "--reason", TURNED),
         "U+202E"),
        (("amend", "set", "tasks", "2026-1", f"title_en={TURNED}", "--yes", "--authority", "会", "--reason", "x"),
         "U+202E"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_no_text(data, files, words, said):
    assert run(data, "receive", str(files["harbour"]), *WHEN).exit_code == 0
    done = run(data, *words)
    assert (done.exit_code, said in done.stderr) == (1, True), done.stderr
    assert [k.state for k in ledger.of_period(data, PERIOD)] == ["received"]
    assert len(published(data).snapshots) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("register", "export", "{nowhere}/x.xlsx"),
        ("register", "export", "{file}/x.xlsx"),
        ("chase", "-o", "{nowhere}/x.txt", *WHEN),
        ("template", "harbour", "-o", "{file}/x", *WHEN),
        ("new", "{file}/x"),
    ],
)
def test_an_output_that_cannot_be_written_is_named(data, files, tmp_path, words):
    places = {"nowhere": tmp_path / "nowhere", "file": files["harbour"]}
    done = run(data, *(word.format_map(places) for word in words))
    assert (done.exit_code, "cannot be written" in done.stderr) == (1, True), (done.stderr, done.exception)


def test_files_are_received_although_the_list_of_problems_cannot_be_written(data, files, tmp_path):
    where = tmp_path / "nowhere" / "p.csv"
    done = run(data, "receive", str(files["parks"]), "--problems", str(where), *WHEN)
    assert (done.exit_code, "“mauve”" in done.stderr, "are kept (1)" in done.stderr) == (1, True, True)
    assert [k.unit_id for k in ledger.of_period(data, PERIOD)] == ["parks"]


def test_without_a_snapshot_there_is_nothing_to_verify(tmp_path):
    done = run(tmp_path, "verify")
    assert (done.exit_code, "no snapshot to verify" in done.output) == (0, True), done.stderr
