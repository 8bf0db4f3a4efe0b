"""Writes bad_returns/csv: returns of the small plan, each with one flaw, and the problems to be found in them. Run it
after changing the format of returns, and review the changed files like any other change.

    python -m tests.returns.bad_returns.make_csv
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from planboard.office.receiving import Arrival, receive
from planboard.returns.content import AnswerRow, HelpRow, Return
from planboard.returns.csv_file import COLUMNS, to_csv
from tests.samples.small_history import PERIOD, history
from tests.samples.small_returns import NOON, small_plan, small_return

GALLERY = Path(__file__).parent / "csv"
GOOD = {"2026-1.1": 23, "M1.1": 80, "2026-4.1": 9, "2027-1.1": 15}
YESTERDAY = PERIOD - timedelta(days=1)


def harbour(**values: float) -> Return:
    return small_return("harbour", PERIOD, GOOD | values)


def task(ret: Return, id: str, **cells: Any) -> Return:
    """The return with some cells of one task changed."""
    return replace(ret, tasks=tuple(replace(t, **cells) if t.task_id == id else t for t in ret.tasks))


def target(ret: Return, id: str, **cells: Any) -> Return:
    """The return with some cells of one target changed."""
    return replace(ret, targets=tuple(replace(t, **cells) if t.target_id == id else t for t in ret.targets))


def unit(id: str, **values: float) -> Return:
    return small_return(id, PERIOD, GOOD | values)


def asks(**cells: Any) -> Return:
    row = HelpRow("", "2026-1", "parks", "请借用垃圾船", YESTERDAY, PERIOD + timedelta(weeks=2))
    return replace(harbour(), help=(replace(row, **cells),))


def answers(**cells: Any) -> Return:
    row = AnswerRow("2026-1-H1", YESTERDAY, "可以借用")
    return replace(unit("parks"), answers=(replace(row, **cells),))


def text(ret: Return, old: str, new: str) -> bytes:
    """The bytes of a return with a text in them put in the place of another."""
    said = to_csv(ret).decode("utf-8-sig")
    assert old in said, old
    return said.replace(old, new, 1).encode("utf-8-sig")


def cell(ret: Return, id: str, column: str, said: str) -> bytes:
    """The bytes of a return with one cell as somebody typed it."""
    lines = [line.split(",") for line in to_csv(ret).decode("utf-8-sig").splitlines()]
    for line in lines[1:]:
        if id in line:
            line[COLUMNS.index(column)] = said
    return "\r\n".join(",".join(line) for line in lines).encode("utf-8-sig")


def duty(**cells: Any) -> Return:
    """The parks' return with some cells of their standing duty changed."""
    return task(unit("parks"), "2026-5", **cells)


LATER = PERIOD + timedelta(days=1)
DONE = {"is_done": True, "stage": "done", "evidence": "照片", "finished_on": YESTERDAY}
FLAWS: dict[str, Callable[[], Return | bytes]] = {
    "above_the_highest_value": lambda: harbour(**{"2026-2.1": 5001}),
    "answer_before_the_question": lambda: answers(answered_on=date(2026, 1, 2)),
    "answer_in_the_future": lambda: answers(answered_on=LATER),
    "answer_to_an_unknown_request": lambda: answers(request_id="2026-9-H1"),
    "asks_an_unknown_unit": lambda: asks(asked_of_unit_id="moon"),
    "asks_in_the_future": lambda: asks(asked_on=LATER),
    "asks_itself": lambda: asks(asked_of_unit_id="harbour"),
    "below_the_lowest_value": lambda: harbour(**{"2026-2.1": -11}),
    "cell_of_another_record": lambda: cell(harbour(), "2026-1", "value", "7"),
    "comma_of_a_decimal": lambda: cell(harbour(), "2026-1.1", "value", "23,500").replace(b",", b";").replace(
        b"23;500", b"23,500"
    ),
    "control_character": lambda: task(harbour(), "2026-1", narrative="照常\x07推进"),
    "cumulative_value_falls": lambda: harbour(**{"2026-1.1": 20}),
    "date_for_an_id": lambda: text(harbour(), "task,,2026-2", "task,,Sep-26").replace(b",2026-1,", b",Jan-26,"),
    "date_of_no_day": lambda: cell(harbour(), "2026-1.1", "measured_on", "2026-02-30"),
    "done_and_not_at_that_stage": lambda: duty(**DONE | {"stage": "started"}),
    "done_in_the_future": lambda: duty(**DONE | {"finished_on": LATER}),
    "done_without_a_date": lambda: duty(**DONE | {"finished_on": None}),
    "done_without_evidence": lambda: duty(**DONE | {"evidence": None}),
    "empty": lambda: b"",
    "finished_but_not_done": lambda: duty(finished_on=YESTERDAY),
    "foreign_target": lambda: replace(harbour(), targets=(*harbour().targets, unit("library").targets[0])),
    "foreign_task": lambda: replace(harbour(), tasks=(*harbour().tasks, unit("parks").tasks[0])),
    "formula": lambda: cell(harbour(), "2026-1", "narrative", "=HYPERLINK(1)"),
    "fraction_for_per_cent": lambda: harbour(**{"M1.1": 0.8}),
    "five_thousand_rows": lambda: to_csv(harbour()) + b"harbour\r\n" * 5_000,
    "form_saved_as_csv": lambda: "市港务局　任务\r\n任务编号,项号,任务,自评 *,本期进展 *\r\n".encode("gb18030"),
    "half_of_what_is_counted": lambda: unit("parks", **{"2027-1.1": 15.5}),
    "half_a_value": lambda: target(harbour(), "2026-1.1", measured_on=None),
    "help_needed_before_it_is_asked": lambda: asks(needed_on=date(2026, 1, 2)),
    "judgement_of_another_colour": lambda: text(harbour(), "green", "purple"),
    "jump": lambda: harbour(**{"2026-1.1": 60}),
    "invisible_turn_of_direction": lambda: task(harbour(), "2026-1", narrative="照常\u202e推进"),
    "many_at_once": lambda: cell(
        task(harbour(**{"2026-1.1": 20, "M1.1": 0.8}), "2026-1", narrative=None), "2026-2", "reported_status", "?"
    ),
    "measured_in_the_future": lambda: target(harbour(), "2026-1.1", measured_on=LATER),
    "more_problems_than_are_told": lambda: to_csv(harbour()) + b"harbour\r\n" * 203,
    "negative_total": lambda: target(unit("parks", **{"2027-1.1": -3}), "2027-1.1", note="盘点"),
    "next_step_without_words": lambda: task(harbour(), "2026-1", next_step_on=LATER),
    "no_narrative": lambda: task(harbour(), "2026-1", narrative=None),
    "no_reason_for_a_warning": lambda: task(harbour(), "2026-1", reported_status="yellow", reason=None),
    "not_utf8": lambda: to_csv(harbour()).decode("utf-8-sig").encode("gb18030"),
    "older_than_known": lambda: target(harbour(), "2026-1.1", measured_on=date(2026, 2, 1), value=10),
    "open_quote": lambda: text(harbour(), "照常推进。", '"照常推进。'),
    "outside_0_to_100_per_cent": lambda: harbour(**{"M1.1": 180}),
    "per_cent_sign": lambda: cell(harbour(), "M1.1", "value", "80%"),
    "rank_not_whole": lambda: unit("parks", **{"2026-4.1": 3.5}),
    "reopened_without_a_reason": lambda: task(unit("waterworks"), "2026-3", reason=None),
    "request_of_another_task": lambda: asks(request_id="2026-1-H1", task_id="2026-2"),
    "row_too_long": lambda: text(harbour(), "照常推进。", "照常,推进。"),
    "status_without_a_reason": lambda: task(harbour(**{"2026-2.1": 8}), "2026-2", reason=None),
    "task_missing": lambda: replace(harbour(), tasks=harbour().tasks[1:]),
    "task_told_twice": lambda: replace(harbour(), tasks=(*harbour().tasks, harbour().tasks[0])),
    "target_missing": lambda: replace(harbour(), targets=harbour().targets[1:]),
    "ten_times_smaller_than_the_target": lambda: harbour(**{"2026-2.1": 0.2}),
    "ten_times_the_last_value": lambda: harbour(**{"2026-1.1": 230000}),
    "text_too_long": lambda: task(harbour(), "2026-1", narrative="长" * 4001),
    "two_periods_in_one_file": lambda: cell(harbour(), "2026-2", "period_ends_on", "2026-03-20"),
    "unit_row_missing": lambda: text(harbour(), to_csv(harbour()).decode("utf-8-sig").splitlines(True)[1], ""),
    "unknown_record": lambda: text(harbour(), ",task,", ",rumour,"),
    "unknown_target": lambda: text(harbour(), "2026-2.1", "2026-9.1"),
    "unknown_task": lambda: text(harbour(), "task,,2026-2", "task,,2026-9"),
    "unknown_unit": lambda: replace(harbour(), unit_id="moon"),
    "word_for_a_number": lambda: cell(harbour(), "2026-1.1", "value", "约80吨"),
    "workbook_called_csv": lambda: b"PK\x03\x04 something else",
    "wrong_header": lambda: text(harbour(), "unit_id,", "unit,"),
    "wrong_period": lambda: replace(harbour(), period_ends_on=PERIOD - timedelta(weeks=1)),
}  # fmt: skip


def content(flaw: str) -> bytes:
    """The bytes of the file with this flaw."""
    made = FLAWS[flaw]()
    return made if isinstance(made, bytes) else to_csv(made)


def main() -> None:
    """Write every file, and beside it what is said of it."""
    with tempfile.TemporaryDirectory() as folder:
        data = history(Path(folder))
        for flaw in FLAWS:
            made = content(flaw)
            (GALLERY / f"{flaw}.csv").write_bytes(made)
            (one,) = receive(data, small_plan(), [Arrival(f"{flaw}.csv", made, NOON)], PERIOD, "甲")
            said = "".join(f"{p.where}: {p.key}\n" for p in one.problems)
            (GALLERY / f"{flaw}.txt").write_text(said, "utf-8")
            print(flaw, [p.key for p in one.problems])


if __name__ == "__main__":
    main()
