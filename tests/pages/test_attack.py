"""Whatever people write in a return, in the register or in an address is text on every page and never markup."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from planboard.office import deciding, publication, receiving
from planboard.office.receiving import Arrival
from planboard.register.plan import Plan, load_plan
from planboard.returns.content import AnswerRow, HelpRow, Return
from planboard.returns.csv_file import to_csv
from planboard.schema import REGISTER
from tests.pages.conftest import App
from tests.pages.document import DocumentShown
from tests.places import SECOND_PLAN
from tests.samples.small_returns import FRIDAY, NOON, WEEK, small_return

ATTACKS = (
    "<img src=x onerror=alert(1)>",
    "</p></main><script>alert(1)</script><style>*{display:none}</style>",
    '"><svg/onload=alert(1)><a href="https://evil.example/">',
    "' onmouseover='alert(1)' style='position:fixed",
    "https://evil.example/?q=1&lang=en#x www.evil.example javascript:alert(1)",
    "[a](https://evil.example/) ![b](https://evil.example/x.png) **c** `d` # e $f$ :red[g] <https://evil.example/>",
    "&lt;b&gt; &amp;amp; &#60;script&#62; &nbsp;",
    "{as_of} {0} {{x}} %s %(n)s ${x} {status!l}",
    "<!-- x --> <![CDATA[y]]> <?xml z?> ]]>",
    "+cmd|' /C calc'!A1",
    "\u05d0\u05d1 (\u0627\u0628) <b>",  # letters that are read from right to left
    "</text></svg></td></tr></table><iframe srcdoc='x'>",
)
HIDDEN = "a\u202eb\u2066c\u200fd\u200b\ufefff"  # which returns refuse and the register does not
TEXTS = {"narrative", "reason", "next_step", "evidence", "text", "answer", "unit_note", "reported_by"}
NAMES = re.compile(
    "(title|short|name|summary|unit_of_measure)_(zh|en)|responsible_person|source|authority|reason"
)
UNITS = ("harbour", "parks", "library", "waterworks")
VALUES = {"2026-1.1": 20, "M1.1": 78, "2026-4.1": 9, "2027-1.1": 13}
LAST = FRIDAY + WEEK
ASKED = HelpRow("2026-1-H1", "2026-1", "parks", "text", date(2026, 3, 2), date(2026, 3, 9))

# Every element that a page is made of, with the attributes it may have; those in EVERYWHERE, any may.
EVERYWHERE = {"class"}
SHAPE = {
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-dasharray",
    "transform",
    "pointer-events",
}
WORDS = {"x", "y", "dx", "text-anchor", "font-size", "font-weight", "paint-order"}
ELEMENTS: dict[str, set[str]] = {
    **{name: set() for name in (
        "main", "h1", "h2", "p", "b", "br", "dl", "dt", "dd", "table", "thead", "tbody", "tr", "caption",
        "summary", "figure", "figcaption", "footer", "pre", "small", "title", "wbr",
    )},
    "a": {"href", "aria-label", "download", "target"}, "span": {"role", "aria-label", "aria-hidden", "lang"},
    "section": {"id", "aria-label"}, "button": {"type", "data-done"},
    "code": {"translate"}, "nav": {"aria-label"}, "li": {"aria-current"},
    "div": {"role", "aria-label", "tabindex", "data-sign"}, "th": {"scope", "title"}, "td": {"data-by"},
    "ul": {"style"}, "details": {"data-key", "open"},
    "svg": {"width", "height", "viewBox", "x", "y", "overflow", "aria-hidden"},
    "g": SHAPE, "path": SHAPE | {"d"}, "rect": SHAPE | {"x", "y", "width", "height", "rx"},
    "line": SHAPE | {"x1", "x2", "y1", "y2"}, "circle": SHAPE | {"cx", "cy", "r"}, "polyline": SHAPE | {"points"},
    "polygon": SHAPE | {"points"}, "text": SHAPE | WORDS,
}  # fmt: skip
SAID = {"aria-label", "title", "data-by"}  # attributes that hold what people wrote
VALUES_OF = {  # what the others may be, where it matters
    "style": r"--n: \d+", "class": r"[\w -]*", "fill": r"none|transparent|#\w+|var\(--\w+\)|color-mix\([\w%(), -]+\)",
    "stroke": r"none|#\w+|var\(--\w+\)", "role": "img|group|status", "lang": "zh-CN", "data-key": r"[\w.-]+",
    "data-sign": r"[=+|]",
}  # fmt: skip
PAGES = (
    "overview|concerns|changes|targets|league|roadmap|coordination|responsibility|data|method|unit|task|plans"
    "|meeting"
)
ADDRESS = rf"\./({PAGES}|pillar-[12])(\?[\w.=&%+-]*)?|\./files(/[\w-][\w.-]*)+(\?[\w.=&%+-]*)?|#[\w-]+"


class Written:
    """Gives every text an attack of its own and remembers them."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def __call__(self, place: str, attacks: tuple[str, ...] = ATTACKS) -> str:
        """The next attack, with a number, so that each is found for itself."""
        n = len(self.of)
        self.of[place] = f"{attacks[n % len(attacks)]} 文{n}"
        return self.of[place]

    def spoiled(self, record: Any, place: str) -> Any:
        """A record of a return with an attack in each of its texts, those in it too."""
        changed: dict[str, Any] = {}
        for field in fields(record):
            value = getattr(record, field.name)
            if field.name in TEXTS:
                changed[field.name] = self(f"{place} {field.name}")
            elif isinstance(value, tuple):
                changed[field.name] = tuple(
                    self.spoiled(row, f"{place} {field.name} {n}") if is_dataclass(row) else row
                    for n, row in enumerate(value)
                )
        return replace(record, **changed)

    def register(self, folder: Path) -> None:
        """The register with an attack in each name and text."""
        toml = (folder / "plan.toml").read_text("utf-8")
        for name in ("title_zh", "title_en", "short_zh", "short_en", "document_number"):
            spoiled = json.dumps(self(f"plan {name}"), ensure_ascii=False)
            toml = re.sub(
                rf"^{name} = .*$", lambda _, line=f"{name} = {spoiled}": line, toml, flags=re.MULTILINE
            )
        (folder / "plan.toml").write_text(toml, "utf-8")
        for table in REGISTER.values():
            file = folder / f"{table.name}.csv"
            if not file.exists():
                continue
            rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
            for n, row in enumerate(rows):
                for column in row:
                    if NAMES.fullmatch(column) and row[column]:
                        row[column] = self(f"{table.name} {n} {column}", (*ATTACKS, HIDDEN))
            with file.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, rows[0])
                writer.writeheader()
                writer.writerows(rows)


def published_by(
    data: Path,
    plan: Plan,
    as_of: date,
    returns: dict[str, Return],
    at: datetime,
    by: str,
    reason: str | None = None,
) -> None:
    """Publishes a date with these returns, which must all be fine."""
    files = [Arrival(f"{unit}.csv", to_csv(ret), at) for unit, ret in returns.items()]
    for received in receiving.receive(data, plan, files, as_of, by):
        assert received.problems == (), received.problems
        deciding.accept(data, received.kept, at=at + timedelta(hours=1), by=by, reason=reason or "")
    at += timedelta(hours=2)
    publication.publish_period(data, plan, as_of, at=at, by=by, kind="official", reason=reason)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Two weeks of a plan, the second with an amendment and published again, in which every text is an attack; and the
    texts by their places."""
    data, written = tmp_path_factory.mktemp("attacked") / "data", Written()
    shutil.copytree(SECOND_PLAN, data / "plan")
    written.register(data / "plan")
    amended = {name: (data / "plan" / name).read_text("utf-8") for name in ("amendments.csv", "tasks.csv")}
    before = {
        "amendments.csv": f"{amended['amendments.csv'].splitlines()[0]}\n",
        "tasks.csv": amended["tasks.csv"].replace("2027-06-30", "2027-03-31"),
    }
    for n, register in enumerate((before, amended)):
        for name, content in register.items():
            (data / "plan" / name).write_text(content, "utf-8", newline="")
        plan = load_plan(data / "plan")
        as_of, at = FRIDAY + n * WEEK, NOON + timedelta(days=7 * n)
        returns = {unit: small_return(unit, as_of, VALUES | {"2026-1.1": 20 + n}) for unit in UNITS}
        returns["harbour"] = replace(returns["harbour"], help=(ASKED,))
        if n:
            answer = AnswerRow("2026-1-H1", as_of, "answer")
            returns["parks"] = replace(returns["parks"], answers=(answer,))
        spoiled = {unit: written.spoiled(ret, f"{as_of} {unit}") for unit, ret in returns.items()}
        published_by(data, plan, as_of, spoiled, at, written(f"{as_of} publisher"))
    corrected = [
        replace(t, value=22.0) if t.target_id == "2026-1.1" else t for t in spoiled["harbour"].targets
    ]
    again = {"harbour": replace(spoiled["harbour"], targets=tuple(corrected))}
    by, reason = written("restated publisher"), written("restated reason")
    published_by(data, plan, LAST, again, at + timedelta(days=1), by, reason)
    return data, written.of


# What none of these documents shows: the plan's own name, which stands in the side bar and on the page of all plans;
# the sources of targets and measures; and what a later week said anew.
NOWHERE = re.compile(
    rf"plan (title|short)_..|(targets|measures) \d source|{FRIDAY} \w+ (unit_note|help 0 text)"
)
OPEN = {"generated", "sensitivity", "reasons"}
EVERY = (
    "overview", "concerns", "pillar-1", "pillar-2", "changes", "targets", "league", "roadmap", "coordination",
    "responsibility", "data", "method", "meeting", "unit", "task", *(f"unit?{unit}" for unit in (*UNITS, "streets")),
    *(f"task?{id}" for id in ("2026-1", "2026-2", "2026-3", "2026-4", "2026-5", "2027-1", "2027-2", "2027-3")),
)  # fmt: skip


def documents(app: App, page: str, **address: str) -> list[DocumentShown]:
    """What a page shows, with its folds open."""
    name, _, id = page.partition("?")
    for fold in OPEN:
        app.test.session_state[f"fold-{fold}"] = True
    assert not app.open(name, **address, **({"id": id} if id else {})).exception
    around = [] if name == "meeting" else [app.navigation]  # a meeting has nothing around it
    return [app.page, *around, *app.folds.values()]


def assert_only_ours(shown: DocumentShown) -> None:
    """A document has no element, attribute, style or link that is not the board's own."""
    for element in shown.root.iter():
        assert element.tag in ELEMENTS, element.tag
        assert set(element.attrib) <= ELEMENTS[element.tag] | EVERYWHERE, (element.tag, element.attrib)
        for name, value in element.attrib.items():
            assert name in SAID or name == "href" or "evil" not in value, (name, value)
            assert re.fullmatch(VALUES_OF.get(name, ".*"), value), (element.tag, name, value)
    for link in shown.root.iter("a"):
        assert re.fullmatch(ADDRESS, link.get("href")), link.get("href")


def around(app: App) -> Iterator[str]:
    """What Streamlit writes as Markdown around a document."""
    for kind in ("markdown", "caption", "header", "warning", "error", "info", "success"):
        yield from (e.value for e in app.test.get(kind))
    for kind in ("page_link", "link_button", "expander", "selectbox", "download_button", "segmented_control"):
        for e in app.test.get(kind):
            yield e.proto.label
            yield getattr(e.proto, "help", "")


def linked(said: str) -> list[str]:
    """What Streamlit would make links of in a piece of Markdown: it looks for them after escapes are gone."""
    return re.findall(r"(?i)https?://\S+|www\.\S+|\S+@\w\S*", re.sub(r"\\(.)", r"\1", said))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_text_is_shown_as_it_was_written_and_nothing_of_it_is_markup(open_on, attacked, lang):
    data, written = attacked
    app, read, markdown = open_on(data), "", ""
    for page in EVERY:
        for shown in documents(app, page, lang=lang, year="all"):
            assert_only_ours(shown)
            read += f"\n{shown.text}"
        for said in around(app):
            assert not [text for text in written.values() if text in said and _is_markdown(text)], (
                page,
                said,
            )
            assert linked(said) == [], (page, said)
            markdown += f"\n{said}"
    other = {"zh": "_en", "en": "_zh"}[lang]
    missing = {place for place, text in written.items() if text not in read}
    lost = [place for place in missing if not (place.endswith(other) or NOWHERE.fullmatch(place))]
    assert lost == []


def _is_markdown(text: str) -> bool:
    return "[" in text or "<" in text or "://" in text


def test_what_an_address_asks_for_is_text_too(open_on, attacked):
    app = open_on(attacked[0])
    for page in ("overview", "targets", "coordination", "changes", "unit", "task"):
        for n, attack in enumerate(ATTACKS):
            asked = dict.fromkeys(("as_of", "year", "lang", "since", "pillar", "unit", "status"), attack)
            assert not app.open(
                page, **asked, **({"id": attack} if page in ("unit", "task") else {})
            ).exception
            assert_only_ours(app.page)
            assert any(attack[:40] in notice for notice in app.page.notices), (page, n)
            assert not [said for said in around(app) if linked(said) or "<img" in said]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_names_of_many_plans_are_text_too(open_on, attacked, tmp_path, lang):
    data, written = attacked
    for plan in ("a", "b"):
        shutil.copytree(data, tmp_path / plan)
    app = open_on(tmp_path)
    for page, address in (("plans", {}), ("overview", {"plan": "a", "year": "all"})):
        shown = documents(app, page, lang=lang, **address)
        for each in shown:
            assert_only_ours(each)
        assert not [said for said in around(app) if linked(said) or "<img" in said]
        if page == "plans":
            assert written[f"plan short_{lang}"] in shown[0].text


def test_before_anything_is_published_the_register_is_text_too(open_on, attacked, tmp_path):
    data, written = attacked
    shutil.copytree(data / "plan", tmp_path / "plan")
    app = open_on(tmp_path)
    for lang in ("zh", "en"):
        app.open("overview", lang=lang)
        assert_only_ours(app.page)
        assert written[f"pillars 0 title_{lang}"] in app.page.text


def test_what_is_not_ours_would_be_found():
    for markup in ("<script>x</script>", "<p onclick='x'>y</p>", "<a href='https://evil.example/'>x</a>",
                   "<ul style='position: fixed'/>", "<a href='./files/../x'>y</a>", "<img src='x'/>"):  # fmt: skip
        with pytest.raises(AssertionError):
            assert_only_ours(DocumentShown(gzip.compress(markup.encode())))
