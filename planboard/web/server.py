"""What the web server adds to the pages: the document they load into, security headers, a health report."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from planboard.errors import NotYet, UserError
from planboard.folders import data_folder, plan_folders
from planboard.snapshots.exports import csv, machine_name, return_csv, workbook
from planboard.snapshots.published import Published, published
from planboard.wording.text import LANGUAGES, say

HTML_LANG = {"zh": "zh-CN", "en": "en"}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

ICON = base64.b64encode(Path(__file__).with_name("favicon.png").read_bytes()).decode()
SCRIPT = Path(__file__).with_name("document.js").read_text("utf-8")

# Streamlit tints a link that has the focus so faintly that it hardly shows (1.1:1), and has no option for it.
STYLE = "a:focus-visible {outline: 2px solid currentColor !important; outline-offset: -2px}"

# The parts of Streamlit that every page draws with. It would fetch them only once the script has run, one after the
# other. Parts that only some pages need would delay these.
EARLY = ("BidiComponent", "ButtonGroup", "Selectbox", "PageLink", "DownloadButton")

COMPRESSED = (
    ".js",
    ".css",
    ".svg",
    ".json",
    ".wasm",
)  # of Streamlit's files; fonts and pictures are so already
FOREVER = "public, max-age=31536000, immutable"  # for files whose addresses name their content
COMPONENTS = "/_stcore/bidi-components/"

RETRY_SECONDS = 5  # what is missing is made in seconds
# What reading an address that no page has given may raise: it may hold anything, nested to any depth.
NO_ADDRESS_OF_OURS = (LookupError, ValueError, TypeError, AttributeError, RecursionError, UserError)


def documents(static: Path) -> dict[str, str]:
    """Streamlit's index.html for each language: with the language, the product's name, our icon and script, an outline
    of the focus and early loading; without web fonts and links to what is switched off."""
    html = (static / "index.html").read_text("utf-8")
    html = re.sub(r'\s*<link\s[^>]*as="font"[^>]*>|\s*<link rel="service-desc"[^>]*>', "", html)
    early = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in _early_modules(static, html)
    )
    html = re.sub(r'href="[^"]*favicon.png"', f'href="data:image/png;base64,{ICON}"', html)
    html = html.replace("</head>", f"{early}<style>{STYLE}</style><script>{SCRIPT}</script></head>")
    return {lang: _in_language(html, lang) for lang in LANGUAGES}


def _in_language(html: str, lang: str) -> str:
    html = html.replace('<html lang="en">', f'<html lang="{HTML_LANG[lang]}">')
    html = html.replace("<title>Streamlit</title>", f"<title>{say(lang, 'app.name')}</title>")
    return re.sub(
        r"(?s)<noscript>.*</noscript>",
        f"<noscript>{say(lang, 'server.no_script')}</noscript>"
        f'<p id="too-old" hidden>{say(lang, "server.too_old")}</p>',
        html,
    )


def _early_modules(static: Path, html: str) -> Iterator[str]:
    folder, seen = static / "static" / "js", set(re.findall(r'static/js/([^"]+)"', html))
    waiting = [path.name for chunk in EARLY for path in folder.glob(f"{chunk}.*.js")]
    while waiting:
        name = waiting.pop(0)
        if name not in seen:
            seen.add(name)
            yield name
            waiting += re.findall(r'(?:from|import)"\./([^"]+\.js)"', (folder / name).read_text("utf-8"))


def content_policy(html: str) -> str:
    """The Content-Security-Policy that lets our own files run, and of inline scripts those of `html`."""
    scripts = re.findall(r"(?s)<script>(.*?)</script>", html)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    return (
        f"default-src 'self'; script-src 'self' {hashes} 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


class Frontend:
    """Middleware: adds security headers to every response, sends our document in place of Streamlit's where a page can
    be (`base` is the path under which all of them are), 404 elsewhere, and refuses uploads unless the server does the
    office's work."""

    def __init__(
        self, app: ASGIApp, static: Path, takes_files: Callable[[], bool] = lambda: False, base: str = ""
    ) -> None:
        self.app = app
        self.takes_files = takes_files
        self.static = static
        self.base = f"/{base.strip('/')}".rstrip("/")
        found = (file.relative_to(static).as_posix() for file in (static / "static").rglob("*"))
        self._compressed = frozenset(name for name in found if name.endswith(COMPRESSED))
        self._packed_files: dict[str, bytes] = {}  # a quarter of what Streamlit has: 2 MB
        self.original = (static / "index.html").read_bytes()
        self.documents = documents(static)
        self.headers = {**HEADERS, "Content-Security-Policy": content_policy(self.documents["zh"])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        if scope["path"].startswith("/_stcore/upload_file") and not self.takes_files():
            await PlainTextResponse("Not Found", 404, self.headers)(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.headers)
                if scope["path"].startswith("/media/"):
                    headers["Cache-Control"] = "private, no-store"
                if scope["path"].startswith(COMPONENTS) and message["status"] == 200:
                    headers["Cache-Control"] = FOREVER
            await send(message)

        path = scope["path"]
        if path.startswith("/static/") and (packed := await self._packed(scope)):
            headers = {
                "Cache-Control": FOREVER,
                "Content-Encoding": "gzip",
                "Vary": "Accept-Encoding",
                **self.headers,
            }
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            await Response(packed, media_type=kind, headers=headers)(scope, receive, send)
        elif path.startswith(("/media/", COMPONENTS)):
            await self.app(scope, receive, with_headers)
        else:
            uncompressed = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            inner = {**scope, "headers": uncompressed}  # a compressed document could not be recognised
            await self.app(inner, receive, self._with_document(scope, receive, with_headers))

    async def _packed(self, scope: Scope) -> bytes | None:
        """The file asked for, compressed once for everybody; None if it is none of Streamlit's that compresses, or the
        browser does not take it so."""
        takes = any(b"gzip" in value for name, value in scope["headers"] if name == b"accept-encoding")
        name = scope["path"].removeprefix("/")
        if not takes or scope["method"] != "GET" or name not in self._compressed:
            return None
        if name not in self._packed_files:
            self._packed_files[name] = await asyncio.to_thread(_gzip, self.static / name)
        return self._packed_files[name]

    def _with_document(self, scope: Scope, receive: Receive, send: Send) -> Send:
        held: list[Message] = []

        async def replace(message: Message) -> None:
            if not held and not _starts_html(message):
                await send(message)
                return
            held.append(message)
            if message["type"] == "http.response.start" or message.get("more_body"):
                return
            if b"".join(m.get("body", b"") for m in held) != self.original:
                for kept in held:
                    await send(kept)
            elif scope["path"].removeprefix(self.base).count("/") > 1:  # no page, nor would it find its files
                await PlainTextResponse("Not Found", 404)(scope, receive, send)
            else:
                lang = parse_qs(scope["query_string"].decode("latin-1")).get("lang", ["zh"])[-1]
                html = self.documents.get(lang, self.documents["zh"])
                await HTMLResponse(html, headers={"Cache-Control": "no-cache"})(scope, receive, send)
            held.clear()

        return replace


def _gzip(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)


def _starts_html(message: Message) -> bool:
    return message["type"] == "http.response.start" and Headers(raw=message["headers"]).get(
        "content-type", ""
    ).startswith("text/html")


def healthz(request: Request) -> JSONResponse:
    """Which snapshot is served, as JSON for a monitor; where there are many plans, of each of them. Status 503 when
    there is none to serve, or a plan without one."""
    folders = plan_folders(data_folder())
    reports = {name: _health(published(folder, closely=True)) for name, folder in folders.items()}
    if "" in reports:
        report = reports[""]
    else:
        missing = [name for name, report in reports.items() if report["status"] != "ok"]
        status = "plans without a valid snapshot" if missing else "ok"
        report = {"status": status, "without_snapshot": missing, "plans": reports}
    return JSONResponse(
        report, 200 if report["status"] == "ok" else 503, headers={"Cache-Control": "no-store"}
    )


def attachment(
    make: Callable[[str, Mapping[str, str]], tuple[str, bytes, str]],
) -> Callable[[Request], Response]:
    """What answers a request for a file: `make` gets the name asked for and the query, and gives the file's name, its
    content and its kind. 404 where it raises LookupError or ValueError, 503 where NotYet."""

    def answered(request: Request) -> Response:
        try:
            name, content, kind = make(request.path_params["name"], dict(request.query_params))
        except NotYet:
            return PlainTextResponse("Service Unavailable", 503, {"Retry-After": str(RETRY_SECONDS)})
        except NO_ADDRESS_OF_OURS:
            return PlainTextResponse("Not Found", 404)
        return Response(content, media_type=kind, headers=_to_keep(name))

    return answered


def snapshot_file(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """A table of a published snapshot as CSV, or all of them as a workbook: the file's name, its content and its kind.
    Raises LookupError or ValueError for what there is not."""
    now = published(plan_folders(data_folder())[asked.get("plan", "")])
    day = date.fromisoformat(asked["as_of"])
    snapshot = next((s for s in now.current if s.as_of == day), None)
    what, _, ending = name.rpartition(".")
    if snapshot is None:
        raise LookupError(asked["as_of"])
    makes = {"csv": lambda: csv(snapshot, what), "xlsx": lambda: workbook(snapshot)}
    content = makes[ending]()
    named = machine_name(snapshot, asked.get("plan", ""), what, content, ending)
    return named, content, mimetypes.guess_type(named)[0] or "application/octet-stream"


def _to_keep(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "private, no-store",
    }


def return_file(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """A return that a published snapshot rests on, by its hash: the file's name, its content as it was read, and its
    kind. Raises LookupError where there is none of that hash, or no such plan, UserError where its bytes are gone."""
    folder = plan_folders(data_folder())[asked.get("plan", "")]
    content = return_csv(folder, published(folder), name)
    return f"planboard_return_{name[:12]}.csv", content, "text/csv; charset=utf-8"


def _health(now: Published) -> dict[str, object]:
    if not now.current:
        return {"status": "no valid snapshot", "problems": len(now.problems)}
    newest = now.current[-1]
    return {
        "status": "ok",
        "as_of": newest.as_of.isoformat(),
        "revision": newest.revision,
        "kind": newest.kind,
        "identity": now.identity,
        "problems": len(now.problems),
    }
