"""Writes a document as HTML that is XML as well. Every text that reaches a page is escaped here and in
`planboard/charts/svg`, by markupsafe, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import singledispatch

from markupsafe import Markup, escape

from planboard.charts.svg.small import mark
from planboard.document.blocks import (
    Beside,
    Block,
    Cell,
    Code,
    Column,
    Columns,
    Copy,
    Document,
    Drawing,
    Fact,
    Facts,
    Figure,
    Files,
    Fold,
    Item,
    Items,
    Link,
    Mono,
    Navigation,
    Notice,
    Paragraph,
    Run,
    Screen,
    Screens,
    Section,
    Soft,
    Status,
    Strong,
    Table,
    Text,
    Tiles,
)
from planboard.wording.formats import NOTHING

_NONE = Markup("")
_HAN = "\u3400-\u9fff"
_OF_CHINESE = f"{_HAN}\u3001-\u303f\uff01-\uffef"  # with its marks
_CHINESE = re.compile(rf"[{_OF_CHINESE}]*[{_HAN}](?:[{_OF_CHINESE}\d\s.%–-]*[{_OF_CHINESE}])?")
_TEXTS = re.compile(r"(?s)<svg.*?</svg>|<[^>]*>|[^<]+")
_AFTER_PART = Markup("_<wbr/>")  # where a name of several parts may break
_MANY = {"many": 4, "crowded": 10}  # a table with more columns than that; others are slim
_IN_A_ROW = 5  # tiles; more stand in two rows of the same length


def html(
    document: Document,
    *,
    before: Sequence[Block] = (),
    after: Sequence[Block] = (),
    tools: Sequence[Run] = (),
) -> Markup:
    """The document as the content of `<article>`, with what stands before its answer and after its blocks, and more
    tools than its own."""
    way = [_tag("span", _text(document.crumbs, " › ")), _tag("span", _text(document.around, " "), "step")]
    head = [
        _tag("nav", _joined(way), "crumbs") if document.crumbs or document.around else _NONE,
        _tag("h1", escape(document.title)),
        _all(before),
        _tag("p", _text(document.answer), "lead") if document.answer else _NONE,
    ]
    # Where there is room they stand at the head, else at the foot; the style sheet shows one of them.
    taking = _tag("ul", _joined(_tag("li", _run(tool)) for tool in (*document.tools, *tools)), "tools")
    foot = _tag("footer", _joined([taking, _all(after)])) if after else _NONE
    return _joined([*head, taking, _all(document.blocks), foot])


def blocks_html(blocks: Iterable[Block]) -> Markup:
    """Blocks alone, as a part of a page."""
    return _all(blocks)


def with_languages(markup: Markup, lang: str) -> Markup:
    """A page that is not in Chinese, with what is Chinese in it marked so, for voices and translators; not in pictures,
    which say aloud what is beside them."""
    return markup if lang == "zh" else Markup(_TEXTS.sub(_chinese_marked, markup))


def _chinese_marked(text: re.Match[str]) -> str:
    if text[0].startswith("<"):
        return text[0]
    return _CHINESE.sub(lambda found: f'<span lang="zh-CN">{found[0]}</span>', text[0])


@singledispatch
def written(block: Block) -> Markup:
    """A block as HTML."""
    raise TypeError(block)


def _tag(name: str, content: Markup, css: str = "") -> Markup:
    start = f'<{name} class="{css}">' if css else f"<{name}>"
    return Markup(f"{start}{content}</{name}>")


def _joined(parts: Iterable[Markup]) -> Markup:
    return _NONE.join(parts)


def _all(blocks: Iterable[Block]) -> Markup:
    return _joined(map(written, blocks))


def _text(text: Text, between: str = "") -> Markup:
    if isinstance(text, str):
        return _lines(text)
    return escape(between).join(map(_run, text))


def _lines(text: str) -> Markup:
    return Markup("<br/>").join(text.split("\n")) if "\n" in text else escape(text)


def _run(run: Run) -> Markup:
    match run:
        case str():
            return _lines(run)
        case Link():
            name = Markup(' aria-label="{}"').format(run.says) if run.says else _NONE
            how = Markup(' download=""' if run.to.is_file else ' target="_blank"' if run.to.is_apart else "")
            return Markup('<a href="{}"{}{}>{}</a>').format(run.to.address, name, how, run.text)
        case Copy():
            button = (
                '<button type="button" class="copy" data-done="{}">{}</button><span role="status"></span>'
            )
            return Markup(button).format(run.done, run.text)
        case Strong():
            return _tag("b", _lines(run.text))
        case Soft():
            return _tag("span", _lines(run.text), "soft")
        case Mono():
            return Markup('<code translate="no">{}</code>').format(_AFTER_PART.join(run.text.split("_")))
        case Status():
            return Markup('<span class="status">{}{}</span>').format(mark(run.status), run.word)
        case Drawing():
            return _drawing(run)


def _drawing(drawing: Drawing) -> Markup:
    if not drawing.says:
        return Markup('<span aria-hidden="true">{}</span>').format(drawing.svg)
    role = "group" if drawing.is_group else "img"
    return Markup('<span role="{}" aria-label="{}">{}</span>').format(role, drawing.says, drawing.svg)


@written.register
def _(block: Paragraph) -> Markup:
    return _tag("p", _text(block.text), "" if block.role == "text" else block.role)


@written.register
def _(block: Notice) -> Markup:
    css = "demo" if block.kind == "demo" else f"notice {block.kind}"
    return _tag("p", _text(block.text), css)


@written.register
def _(block: Facts) -> Markup:
    facts = (
        Markup("<div{}>{}</div>").format(
            Markup(' data-sign="{}"').format(fact.sign) if fact.sign else _NONE, _fact(fact)
        )
        for fact in block.facts
    )
    return _tag("dl", _joined(facts), block.look)


def _fact(fact: Fact) -> Markup:
    return Markup("<dt>{}</dt><dd>{}</dd>").format(fact.label, _text(fact.text))


@written.register
def _(block: Items) -> Markup:
    head = _tag("p", escape(block.aside_head), "aside-head") if block.aside_head else _NONE
    items = (_item(item, block.aside_head) for item in block.items)
    return _joined([head, _tag("ul", _joined(items), "items with-aside" if head else "items")])


def _item(item: Item, aside_head: str) -> Markup:
    status = _run(item.status) if item.status else _NONE
    beside = _tag("span", _text(item.beside), "soft") if item.beside else _NONE
    title = _tag("p", Markup(" ").join(filter(None, [status, _text(item.title), beside])), "title")
    lines = _joined(_tag("p", _text(line), "note") for line in item.lines)
    said = _joined([title, lines, _all(item.blocks)])
    if not item.aside:
        return _tag("li", said)
    label = _tag("span", escape(aside_head), "label")
    aside = _joined(
        _tag("p", _joined([_NONE if n else label, _text(line)])) for n, line in enumerate(item.aside)
    )
    return _tag("li", _joined([_tag("div", said), _tag("div", aside, "aside")]))


@written.register
def _(block: Table) -> Markup:
    heads = _joined(map(_head, block.columns))
    rows = (_row(block.columns, row) for row in block.rows)
    css = " ".join(name for name, most in _MANY.items() if len(block.columns) > most) or "slim"
    caption = _tag("caption", escape(block.caption), "hide")
    return Markup(
        '<div class="scroll"><table class="{}">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(css, caption, heads, _joined(rows))


def _head(column: Column) -> Markup:
    css = Markup(' class="{}"').format(kind) if (kind := _kind(column)) in ("num", "sign") else _NONE
    meaning = Markup(' title="{}"').format(column.meaning) if column.meaning else _NONE
    label = _tag("span", escape(column.label)) if column.is_sign else column.label
    return Markup('<th scope="col"{}{}>{}</th>').format(css, meaning, label)


def _row(columns: Sequence[Column], row: Sequence[Cell]) -> Markup:
    cells = (_cell(column, cell) for column, cell in zip(columns, row, strict=True))
    return _tag("tr", _joined(cells))


def _cell(column: Column, cell: Cell) -> Markup:
    is_nothing = cell.text == NOTHING or cell.text == [NOTHING]
    kinds = [_kind(column), "none" if is_nothing else ""]
    css = f' class="{" ".join(filter(None, kinds))}"' if any(kinds) else ""
    sorted_by = "" if is_nothing and cell.by is None else cell.by  # nothing is last
    by = Markup(' data-by="{}"').format(sorted_by) if sorted_by is not None else ""
    return Markup(f"<td{css}{by}>{_text(cell.text)}</td>")


def _kind(column: Column) -> str:
    return "num" if column.is_number else "sign" if column.is_sign else "when" if column.is_short else ""


@written.register
def _(block: Fold) -> Markup:
    is_open = Markup(' open=""') if block.is_open else _NONE
    return Markup('<details data-key="{}"{}><summary>{}</summary>{}</details>').format(
        block.key, is_open, block.summary, _all(block.blocks)
    )


@written.register
def _(block: Columns) -> Markup:
    parts = (_tag("div", _all(blocks), f"w{width}") for width, blocks in block.parts)
    return _tag("div", _joined(parts), "columns")


@written.register
def _(block: Tiles) -> Markup:
    tiles = (_tag("li", _all(tile)) for tile in block.tiles)
    n_rows = 1 if len(block.tiles) <= _IN_A_ROW else 2
    in_a_row = -(-len(block.tiles) // n_rows)
    return Markup('<ul class="tiles" style="--n: {}">{}</ul>').format(in_a_row, _joined(tiles))


@written.register
def _(block: Beside) -> Markup:
    return _tag("div", _joined([_drawing(block.picture), _tag("div", _all(block.blocks))]), "beside")


@written.register
def _(block: Figure) -> Markup:
    caption = _tag("figcaption", _text(block.caption)) if block.caption else _NONE
    return _tag("figure", _joined([caption, _drawing(block.drawing)]))


@written.register
def _(block: Section) -> Markup:
    note = _tag("p", _text(block.note), "note") if block.note else _NONE
    return _tag("section", _joined([_tag("h2", escape(block.title)), note, _all(block.blocks)]))


@written.register
def _(block: Screens) -> Markup:
    numbered = list(enumerate(zip(block.screens, block.names, strict=True), 1))
    screens = _joined(_screen(screen, name, n) for n, (screen, name) in numbered)
    ways = _joined(
        Markup('<a href="#{}" aria-label="{}">{}</a>').format(
            n, name, mark(s.status.status) if s.status else ""
        )
        for n, (s, name) in numbered
    )
    foot = Markup(
        '<footer class="turn"><span>{}</span><nav>{}</nav><span>{}<small>{}</small></span></footer>'
    )
    return Markup('<div class="screens" tabindex="0">{}</div>{}').format(
        screens, foot.format(block.foot, ways, _run(block.leave), block.keys)
    )


def _screen(screen: Screen, name: str, n: int) -> Markup:
    status = _run(screen.status) if screen.status else _NONE
    kind = _tag("p", Markup("　").join(filter(None, [status, _text(screen.kind)])), "kind")
    title = _tag("h1" if n == 1 else "h2", _text(screen.title))
    return Markup('<section class="screen" id="{}" aria-label="{}">{}</section>').format(
        n, name, _joined([kind, title, _all(screen.blocks)])
    )


@written.register
def _(block: Navigation) -> Markup:
    groups = (_group(name, links, block.at) for name, links in block.groups if links)
    return Markup('<nav class="side" aria-label="{}">{}</nav>').format(block.name, _joined(groups))


def _group(name: str, links: Sequence[Link], at: str) -> Markup:
    here = Markup(' aria-current="page"')
    items = (
        Markup("<li{}>{}</li>").format(
            here if link.to.page == at and not link.to.is_apart else "", _run(link)
        )
        for link in links
    )
    return _joined([_tag("p", escape(name), "note") if name else _NONE, _tag("ul", _joined(items))])


@written.register
def _(block: Files) -> Markup:
    return _tag("ul", _joined(_tag("li", _run(link)) for link in block.links), "files")


@written.register
def _(block: Code) -> Markup:
    return _tag("pre", _tag("code", escape(block.text)))
