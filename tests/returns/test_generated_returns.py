"""S7 of docs/reliability.md: whatever a return holds, it is accepted with exactly its values or refused, located."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planboard.errors import UserError
from planboard.office import receiving
from planboard.register.duties import units_by_name
from planboard.returns import checks
from planboard.returns.checks import Known
from planboard.returns.content import Return
from planboard.returns.csv_file import to_csv
from planboard.returns.files import records_in
from planboard.returns.reading import read_partly
from planboard.visible import trimmed
from planboard.wording.text import LANGUAGES, problem_line
from tests.samples.small_history import PERIOD, UNITS, VALUES, history
from tests.samples.small_returns import small_plan, small_return
from tests.scale import sizes

each_size = pytest.mark.parametrize("n_examples", sizes(200, 400, 5_000))

ODD = ["=1+1", "+86", "-3项", "@甲", "\t", "＝1", "\x07", " "]
texts = st.one_of(st.none(), st.text(max_size=20), st.just("长" * 4001), st.sampled_from(ODD))
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)) | st.just(PERIOD - timedelta(days=1))
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False), st.integers(-10, 200).map(float), st.just(0.8)
)
TYPED = [
    "１２．５",
    "1,200",
    "80%",
    "约80",
    "2026年3月19日",
    "20260319",
    "2026-02-30",
    "是",
    "no",
    "正常",
    "",
    "=A1",
]
cells_as_typed = st.one_of(st.sampled_from(TYPED), st.text(max_size=12))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    return receiving._known(history(tmp_path_factory.mktemp("history")), small_plan(), PERIOD)


@st.composite
def returns(draw: st.DrawFn) -> Return:
    """A faultless return with some of its cells, or rows, as anything."""
    unit = draw(st.sampled_from(UNITS))
    ret = small_return(unit, PERIOD, VALUES | {"2026-1.1": 23})
    if draw(st.booleans()):
        tasks = [
            replace(
                t, narrative=draw(texts), reason=draw(texts), evidence=draw(texts), next_step=draw(texts),
                next_step_on=draw(days), finished_on=draw(days), is_done=draw(st.sampled_from([None, True, False])),
                stage=draw(st.sampled_from([t.stage, None, "done", "drafted"])),
                reported_status=draw(st.sampled_from(["green", "yellow", "red"])),
            )
            for t in ret.tasks
        ]  # fmt: skip
        ret = replace(ret, tasks=tuple(tasks))
    if draw(st.booleans()):
        targets = [
            replace(g, value=draw(st.none() | numbers), measured_on=draw(days), note=draw(texts),
                    is_confirmed=draw(st.sampled_from([None, True])))
            for g in ret.targets
        ]  # fmt: skip
        ret = replace(ret, targets=tuple(targets))
    if draw(st.integers(0, 4)) == 0:
        ret = replace(ret, tasks=ret.tasks[1:] or ret.tasks * 2)
    if draw(st.integers(0, 6)) == 0:
        ret = replace(
            ret, unit_id=draw(st.sampled_from([*UNITS, "moon"])), period_ends_on=draw(days) or PERIOD
        )
    return replace(ret, unit_note=draw(texts))


def judged(content: bytes, known: Known) -> tuple[Return | None, tuple]:
    """The return where it can be accepted, and every problem where it cannot."""
    plan = small_plan()
    try:
        found = read_partly(records_in(content, "报送.csv"), "报送.csv", units_by_name(plan.rows()["units"]))
    except UserError as error:
        return None, error.problems
    problems = (*found.problems, *checks.problems_of(found, PERIOD, known))
    return (None if problems else found.ret), problems


def assert_told(problems: tuple) -> None:
    assert problems
    for problem in problems:
        assert problem.where.startswith("报送.csv"), problem
        assert all(problem_line(lang, problem) for lang in LANGUAGES)


def tried(n_examples: int, generated: st.SearchStrategy[Any], outcome: Callable[[Any], str]) -> Counter[str]:
    """What came of so many generated returns."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=n_examples, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(generated)
    def one(made: Any) -> None:
        seen[outcome(made)] += 1

    one()
    print("\nS7:", dict(seen))
    return seen


def assert_both(n_accepted: int, n_refused: int) -> None:
    """Both happened. Which values are generated depends on the constants of all modules that are loaded, so counts vary
    with the tests that ran before; about one in twenty is accepted."""
    assert n_accepted >= 2
    assert n_refused >= 2


@each_size
def test_a_return_is_accepted_with_exactly_its_values_or_refused_where_it_is_wrong(known, n_examples):
    def outcome(ret: Return) -> str:
        accepted, problems = judged(to_csv(ret), known)
        if accepted is None:
            assert_told(problems)
            return "refused"

        def kept(value: object) -> object:  # nothing is changed but what shows nothing at the ends
            return trimmed(value) or None if isinstance(value, str) else value

        for told, read in zip((*ret.tasks, *ret.targets), (*accepted.tasks, *accepted.targets), strict=True):
            assert {k: kept(v) for k, v in vars(told).items()} == vars(read)
        assert (accepted.unit_id, accepted.period_ends_on) == (ret.unit_id, ret.period_ends_on)
        assert kept(ret.unit_note) == accepted.unit_note
        return "accepted"

    seen = tried(n_examples, returns(), outcome)
    assert_both(seen["accepted"], seen["refused"])


@each_size
def test_a_cell_somebody_typed_is_read_as_it_is_meant_or_refused(known, n_examples):
    def outcome(cell: tuple[int, int, str]) -> str:
        row, column, typed = cell
        ret = small_return("harbour", PERIOD, VALUES | {"2026-1.1": 23})
        lines = [line.split(",") for line in to_csv(ret).decode("utf-8-sig").splitlines()]
        line = lines[1 + row % (len(lines) - 1)]
        line[column % len(line)] = '"' + typed.replace('"', '""') + '"'
        accepted, problems = judged(
            "\r\n".join(",".join(cells) for cells in lines).encode("utf-8", "replace"), known
        )
        if accepted is None:
            assert_told(problems)
            return "typed, refused"
        changed = [
            name
            for told, read in zip(
                (ret, *ret.tasks, *ret.targets),
                (accepted, *accepted.tasks, *accepted.targets),
                strict=True,
            )
            for name, value in vars(told).items()
            if name not in ("tasks", "targets") and vars(read)[name] != value
        ]
        assert len(changed) <= 1, changed
        return "typed, accepted"

    seen = tried(n_examples, st.tuples(st.integers(0, 5), st.integers(0, 28), cells_as_typed), outcome)
    assert_both(seen["typed, accepted"], seen["typed, refused"])


@each_size
def test_bytes_that_were_spoiled_on_the_way_are_read_or_refused(known, n_examples):
    def outcome(spoiled: tuple[int, bytes, int]) -> str:
        at, noise, cut = spoiled
        content = to_csv(small_return("parks", PERIOD, VALUES))
        accepted, problems = judged(content[:at] + noise + content[at + cut :], known)
        if accepted is None:
            assert_told(problems)
        return "spoiled, accepted" if accepted else "spoiled, refused"

    tried(n_examples, st.tuples(st.integers(0, 2000), st.binary(max_size=12), st.integers(0, 60)), outcome)
