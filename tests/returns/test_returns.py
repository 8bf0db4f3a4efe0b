"""A return is read back exactly as it was written, or refused with every problem and where it stands."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planboard import schema
from planboard.errors import UserError
from planboard.returns.content import AnswerRow, HelpRow, Return, TargetRow, TaskRow
from planboard.returns.csv_file import COLUMNS, read_csv, to_csv
from planboard.returns.reading import read, sender
from planboard.returns.records import UNREADABLE, Record, Sent
from planboard.visible import trimmed

DAY = date(2023, 8, 11)

# What a file can hold: text shows something and begins and ends with it, is no formula, and has no invisible characters
# and no lone surrogates.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cf"], exclude_characters="\0\x1a"), min_size=1, max_size=12
).filter(
    lambda text: (
        trimmed(text) == text and not text.startswith("=") and all(trimmed(c) or c.isspace() for c in text)
    )
)
ids = st.text("abc123-.", min_size=1, max_size=8)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
numbers = st.floats(allow_nan=False, allow_infinity=False)


def read_back(content, name="x.csv"):
    return read(read_csv(content, name), name, {}).ret


def maybe(strategy):
    return st.none() | strategy


def some(row, **cells):
    return st.lists(
        st.builds(row, **cells), max_size=3, unique_by=lambda r: next(iter(vars(r).values()))
    ).map(tuple)


returns = st.builds(
    Return,
    ids,
    days,
    texts,
    maybe(texts),
    some(
        TaskRow,
        task_id=ids,
        reported_status=st.sampled_from(schema.JUDGEMENTS),
        stage=maybe(st.sampled_from(schema.STAGES)),
        is_done=maybe(st.booleans()),
        finished_on=maybe(days),
        narrative=maybe(texts),
        reason=maybe(texts),
        next_step=maybe(texts),
        next_step_on=maybe(days),
        evidence=maybe(texts),
    ),
    st.one_of(
        some(
            TargetRow,
            target_id=ids,
            value=numbers,
            measured_on=days,
            note=maybe(texts),
            is_confirmed=maybe(st.booleans()),
        ),
        some(TargetRow, target_id=ids, value=st.none(), measured_on=st.none(), note=maybe(texts)),
    ),
    some(
        HelpRow,
        request_id=ids,
        task_id=ids,
        asked_of_unit_id=ids,
        text=texts,
        asked_on=days,
        needed_on=days,
        closed_on=maybe(days),
    ),
    some(AnswerRow, request_id=ids, answered_on=days, answer=texts),
)


@settings(max_examples=150, deadline=None)
@given(returns)
def test_every_return_is_read_back_exactly(ret):
    assert read_back(to_csv(ret)) == ret


def test_the_file_reads_like_a_table():
    ret = Return(
        "market", DAY, "张三", "本周正常",
        tasks=(TaskRow("2023-38", "green", None, False, narrative="第一行\n第二行"),),
        targets=(TargetRow("2023-38.1", 118.0, DAY), TargetRow("2023-38.2")),
    )  # fmt: skip
    lines = to_csv(ret).decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith("unit_id,period_ends_on,reported_by,record,")
    assert lines[1].rstrip(",") == "market,2023-08-11,张三,unit,本周正常"
    assert lines[2].rstrip(",") == 'market,2023-08-11,张三,task,,2023-38,green,,false,,"第一行\n第二行"'
    assert "2023-38.1,118,2023-08-11" in lines[3]


def refused(content):
    with pytest.raises(UserError) as error:
        read_back(content, "a.csv")
    return [(problem.where, problem.key) for problem in error.value.problems]


def problems(*changed):
    """What is said of a good return after these (row, column, text) were put into it."""
    ret = Return(
        "a", DAY, "张三", None,
        (TaskRow("t", "green", None, False),), (TargetRow("t.1", 1.0, DAY),),
        (HelpRow("h", "t", "b", "x", DAY, DAY),), (AnswerRow("g", DAY, "y"),),
    )  # fmt: skip
    lines = [line.split(",") for line in to_csv(ret).decode("utf-8-sig").splitlines()]
    for row, column, text in changed:
        lines[row - 1][COLUMNS.index(column)] = text
    return refused("\r\n".join(",".join(line) for line in lines).encode())


@pytest.mark.parametrize(
    ("row", "column", "text", "key"),
    [
        (3, "task_id", "", "plan.empty"),
        (3, "reported_status", "amber", "plan.not_allowed"),
        (3, "stage", "almost", "plan.not_allowed"),
        (3, "is_done", "maybe", "plan.not_allowed"),
        (3, "finished_on", "2023-02-30", "plan.not_date"),
        (3, "finished_on", "20230231", "plan.not_date"),
        (3, "narrative", "=1+1", "return.formula"),
        (4, "value", "约80%", "plan.not_number"),
        (4, "value", "1_000", "plan.not_number"),
        (4, "value", "1.2.3", "plan.not_number"),
        (4, "value", "80%", "return.percent"),
        (4, "value", "=80", "return.formula"),
        (4, "value", "nan", "plan.not_number"),
        (4, "value", "10²", "plan.not_number"),
        (4, "value", "①", "plan.not_number"),
        (4, "value", "½", "plan.not_number"),
        (4, "value", "1e999", "plan.not_number"),
        (4, "measured_on", "", "return.half_value"),
        (4, "narrative", "x", "return.other_column"),
        (5, "needed_on", "", "plan.empty"),
        (6, "record", "rumour", "plan.not_allowed"),
    ],
)
def test_a_bad_cell_is_located(row, column, text, key):
    assert problems((row, column, text)) == [(f'a.csv, row {row}, "{column}"', key)]


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("value", "１２．５", 12.5), ("value", "1,200", 1200.0), ("value", "１，２００", 1200.0),
        ("value", " −3 ", -3.0),
        ("value", "1e3", 1000.0), ("measured_on", "2023年8月1日", date(2023, 8, 1)),
        ("measured_on", "２０２３／８／１", date(2023, 8, 1)), ("measured_on", "2023.8.1", date(2023, 8, 1)),
        ("measured_on", "20230801", date(2023, 8, 1)), ("measured_on", "2023-08-01 00:00:00", date(2023, 8, 1)),
        ("is_confirmed", "是", True), ("is_confirmed", "No", False),
    ],
)  # fmt: skip
def test_what_can_mean_only_one_thing_is_read_as_it_is_meant(column, text, value):
    ret = Return("a", DAY, "张三", targets=(TargetRow("t.1", 1.0, DAY, None, False),))
    was = {"value": "1", "measured_on": "2023-08-11", "is_confirmed": "false"}
    head, unit, row = to_csv(ret).decode("utf-8-sig").splitlines()
    cells = row.split(",")
    assert cells[COLUMNS.index(column)] == was[column]
    cells[COLUMNS.index(column)] = f'"{text}"'
    found = read_back("\r\n".join([head, unit, ",".join(cells)]).encode())
    assert getattr(found.targets[0], column) == value


def test_choices_are_read_by_their_words_in_either_language():
    ret = Return("a", DAY, "张三", tasks=(TaskRow("t", "green", "drafted", False),))
    text = to_csv(ret).decode("utf-8-sig")
    words = {
        "green": ("正常", "自评正常", "On track", "on track", "ON TRACK", "judged on track"),
        "drafted": ("已成稿", "Drafted", "drafted"),
        "false": ("否", "No", "no"),
    }
    for said, word in ((said, word) for said, known in words.items() for word in known):
        assert read_back(text.replace(f",{said},", f",{word},").encode()) == ret


def test_units_are_read_by_their_names_and_first_requests_get_an_id():
    ret = Return(
        "a",
        DAY,
        "张三",
        help=(HelpRow("", "t", "乙单位", "x", DAY, DAY), HelpRow("", "t", "b", "y", DAY, DAY)),
    )
    found = read(read_csv(to_csv(ret), "x"), "x", {"乙单位": "b", "b": "b"}).ret.help
    assert [row.asked_of_unit_id for row in found] == ["b", "b"]
    assert [row.request_id for row in found] == ["t-H20230811-1", "t-H20230811-2"]


def test_all_problems_are_told_at_once():
    assert problems((3, "is_done", "?"), (4, "value", "?"), (6, "answer", "")) == [
        ('a.csv, row 3, "is_done"', "plan.not_allowed"),
        ('a.csv, row 4, "value"', "plan.not_number"),
        ('a.csv, row 6, "answer"', "plan.empty"),
    ]


def test_one_file_is_one_return():
    assert problems((4, "period_ends_on", "2023-08-18")) == [("a.csv, row 4", "return.mixed")]
    assert problems(
        (3, "record", "unit"), (3, "task_id", ""), (3, "reported_status", ""), (3, "is_done", "")
    ) == [('a.csv, row 2, "record"', "return.unit_row")]
    header = to_csv(Return("a", DAY, "x")).splitlines(keepends=True)[0]
    assert refused(header) == [('a.csv, row 2, "record"', "return.unit_row")]


def test_a_task_told_twice_is_refused():
    content = to_csv(Return("a", DAY, "x", None, (TaskRow("t", "green", None, False),) * 2))
    assert refused(content) == [("a.csv, row 4", "return.repeated")]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "return.header"),
        (b"a,b\r\n", "return.header"),
        ("市商务局".encode("gb18030"), "plan.not_utf8"),
        (b"\x00\x01\x02", "return.invisible"),
        (b'"' + b"x" * 200_000 + b'"', "plan.not_csv"),
        (b'"open', "plan.not_csv"),
        (b"x" * 10_000_001, "return.too_large"),
        (",".join(COLUMNS).encode() + b"\r\na,b\r\n", "plan.cell_count"),
    ],
)
def test_a_file_that_is_no_return_is_refused(content, key):
    assert [found for _, found in refused(content)] == [key]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 400), st.integers(0, 40))
def test_whatever_the_bytes_nothing_but_a_user_error(noise, at, cut):
    content = to_csv(
        Return("a", DAY, "x", None, (TaskRow("t", "green", None, False),), (TargetRow("t.1", 1.0, DAY),))
    )
    with suppress(UserError):
        read_back(content[:at] + noise + content[at + cut :])


def test_a_sender_who_cannot_be_read_is_nobody():
    cells = {"unit_id": UNREADABLE, "reported_by": UNREADABLE}
    assert sender(Sent((Record("unit", cells, {}, "a"),))) == (None, None)
    assert sender(Sent(())) == (None, None)
    assert sender(Sent((Record("unit", {"unit_id": " a ", "reported_by": "名" * 999}, {}, "a"),))) == (
        "a",
        "名" * 200,
    )
