"""The server as anything that speaks HTTP sees it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import re
import shutil
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from email.message import Message
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
import streamlit as st
import streamlit.net_util
from starlette.requests import Request
from streamlit.testing.v1 import AppTest

import app
from bench.server import Server, running
from planboard.answers.making import make
from planboard.errors import NotYet
from planboard.snapshots.published import published
from planboard.web.server import SCRIPT, attachment, content_policy, documents
from planboard.wording.text import say
from tests.places import DATA
from tests.samples.newest_weeks import newest_weeks
from tests.scale import long

not_on_windows = pytest.mark.skipif(sys.platform == "win32", reason="a process there cannot be asked to stop")
STATIC = Path(st.__file__).parent / "static"
ANSWERS = [
    "/",
    "/league?lang=en",
    "/healthz",
    "/_stcore/health",
    "/media/none.csv",
    "/static/js/none.js",
    "/favicon.png",
    "/no/page",
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = newest_weeks(tmp_path_factory.mktemp("data"))
    for snapshot in published(data).current:
        of_period = f"as_of={snapshot.as_of}"
        shutil.copytree(DATA / "returns" / of_period, data / "returns" / of_period)
    make(data, published(data))  # as publishing does
    return data


@pytest.fixture(scope="module")
def started(data: Path) -> Iterator[Callable[[], Server]]:
    """One server for all, and another one only where a test has stopped it."""
    with ExitStack() as servers:
        here: list[Server] = []

        def start() -> Server:
            if not here or here[-1].process.poll() is not None:
                here.append(servers.enter_context(running(PLANBOARD_DATA=str(data))))
            return here[-1]

        yield start


@pytest.fixture
def server(started: Callable[[], Server]) -> Server:
    return started()


def get(url: str, **headers: str) -> tuple[int, Message, str]:
    """Status, headers and text of an answer, whatever its status."""
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    _, headers, _ = get(server.url + path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == content_policy(documents(STATIC)["zh"])


@pytest.mark.parametrize("path", ["/", "/league", "/unit?id=x&lang=en"])
def test_no_inline_script_runs_but_those_of_the_document(server: Server, path: str) -> None:
    _, headers, html = get(server.url + path)
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in re.findall(r"(?s)<script>(.*?)</script>", html)
    }
    assert set(policy["script-src"].split()) == {"'self'", "'wasm-unsafe-eval'", *hashes}
    assert SCRIPT in html
    assert policy["default-src"] == "'self'"


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize(
    ("query", "lang"), [("", "zh-CN"), ("?lang=en", "en"), ("?lang=zh", "zh-CN"), ("?lang=x", "zh-CN")]
)
@pytest.mark.parametrize("path", ["/", "/league"])
def test_a_document_is_in_the_language_its_address_asks_for(
    server: Server, path: str, query: str, lang: str, encoding: str
) -> None:
    _, headers, html = get(f"{server.url}{path}{query}", **{"Accept-Encoding": encoding})
    assert f'<html lang="{lang}">' in html
    assert f"<title>{say(lang[:2], 'app.name')}</title>" in html
    assert headers["Cache-Control"] == "no-cache"
    assert int(headers["Content-Length"]) == len(html.encode())


def test_files_that_never_change_are_kept_for_a_year(server: Server) -> None:
    _, _, html = get(server.url)
    for name in re.findall(r'(?:src|href)="\./(static/[^"]+)"', html)[:5]:
        status, headers, _ = get(f"{server.url}/{name}")
        assert status == 200
        assert headers["Cache-Control"] == "public, immutable, max-age=31536000"


def test_files_of_streamlit_are_sent_compressed_to_who_takes_them_so(server: Server) -> None:
    _, _, html = get(server.url)
    name = next(n for n in re.findall(r'src="\./(static/[^"]+\.js)"', html))
    request = urllib.request.Request(f"{server.url}/{name}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        packed = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "javascript" in answer.headers["Content-Type"]
    assert gzip.decompress(packed) == (STATIC / name).read_bytes()
    assert get(f"{server.url}/{name}")[1]["Content-Encoding"] is None
    assert get(f"{server.url}/static/../app.py", **{"Accept-Encoding": "gzip"})[0] in (400, 404)


@pytest.mark.parametrize(
    "path", ["static/js/none.js", "static/none", "files/none", "files/answers/a/b.csv", "a/league"]
)
def test_where_no_page_can_be_nothing_is_found(server: Server, path: str) -> None:
    status, _, text = get(f"{server.url}/{path}", **{"Accept-Encoding": "gzip"})
    assert (status, text) == (404, "Not Found")


def test_a_file_of_streamlit_is_kept_compressed_under_its_one_name(server: Server) -> None:
    name = next(n for n in re.findall(r'src="\./static/([^"]+\.js)"', get(server.url)[2]))
    for other in (f"./{name}", f"././{name}", f"/{name}", f"js/../{name}"):
        host = urlsplit(server.url)
        connection = http.client.HTTPConnection(host.hostname, host.port, timeout=10)
        connection.request("GET", f"/static/{other}", headers={"Accept-Encoding": "gzip"})
        assert "Vary" not in connection.getresponse().headers
        connection.close()


FILES = {
    "answers/league.csv?as_of={as_of}&lang=en&year=2023&answers={asked}": (
        "League-table_League-table_2023_",
        b"Unit",
    ),
    "answers/league.xlsx?as_of={as_of}&lang=zh&answers={asked}": (
        "%E5%8D%95%E4%BD%8D%E6%8E%92%E8%A1%8C_all-years_",
        b"PK",
    ),
    "package/data.zip?as_of={as_of}&lang=zh": ("planboard_data_package_", b"PK"),
    "snapshot/tables.xlsx?as_of={as_of}&lang=en": ("planboard_data_tables_", b"PK"),
    "snapshot/tasks.csv?as_of={as_of}&lang=en": ("planboard_data_tasks_", b"2023-12"),
    "picture/overview.png?as_of={as_of}&lang=en&year=2023": ("Overview_Long-picture_2023_", b"PNG"),
    "return/{sha256}": ("planboard_return_", b"narrative"),
}


def asked_for(path: str, data: Path) -> str:
    """The address with the newest snapshot's date, one of its returns, and the league table asked for."""
    newest = published(data).current[-1]
    asked = quote(json.dumps({"league": ["league", {}, ["unit", "score"]]}))
    return path.format(as_of=newest.as_of, asked=asked, sha256=newest.returns[0].sha256)


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_made_when_it_is_asked_for(server: Server, data: Path, path: str) -> None:
    named, holds = FILES[path]
    with urllib.request.urlopen(f"{server.url}/files/{asked_for(path, data)}", timeout=30) as answer:
        content = answer.read()
        assert f"filename*=UTF-8''{named}" in answer.headers["Content-Disposition"]
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert holds in content
    kind = say(dict(parse_qsl(urlsplit(path).query)).get("lang", "zh"), "data_kind.demo").replace(" ", "-")
    if "return" not in path:
        assert (
            quote("_demo." if path.startswith(("package", "snapshot")) else kind)
            in answer.headers["Content-Disposition"]
        )


@pytest.mark.parametrize(
    "path",
    [
        "answers/league.csv", "answers/league.pdf?as_of={as_of}&lang=en&answers={asked}",
        "answers/league.csv?as_of=1999-01-01&lang=en&answers={asked}",
        "answers/league.csv?as_of={as_of}&lang=xx&answers={asked}",
        "answers/league.csv?as_of={as_of}&lang=en&answers=%7B%22a%22%3A%5B%22nope%22%2C%7B%7D%2C%5B%5D%5D%7D",
        "answers/league.csv?as_of={as_of}&lang=en&answers=%7B%22a%22%3A%5B%22league%22%2C%7B%22x%22%3A1%7D%2C%5B%5D%5D%7D",
        "answers/nothing.csv?as_of={as_of}&lang=en&answers={asked}",
        "answers/unit-nobody.csv?as_of={as_of}&lang=en&answers={asked}",
        "answers/league.csv?as_of={as_of}&lang=en&answers=%5B%5D",
        "answers/league.csv?as_of={as_of}&lang=en&answers=%7B",
        "answers/league.csv?as_of={as_of}&lang=en&answers=" + "[" * 9000,
        "picture/league.png?as_of={as_of}&lang=en", "picture/overview.svg?as_of={as_of}&lang=en",
        "package/other.zip?as_of={as_of}&lang=en", "package/data.zip?as_of=1999-01-01&lang=en",
        "snapshot/secrets.csv?as_of={as_of}&lang=en", "snapshot/tasks.csv?lang=en",
        "snapshot/tasks.exe?as_of={as_of}&lang=en",
        "snapshot/tasks.csv?as_of={as_of}&lang=en&plan=other", "return/0000", "return/..%2f..%2fplan%2fplan.toml",
    ],
)  # fmt: skip
def test_what_no_page_offers_is_not_found(server: Server, data: Path, path: str) -> None:
    status, _, text = get(f"{server.url}/files/{asked_for(path, data)}")
    assert status in (400, 404)
    assert "plan.toml" not in text


def test_who_asks_for_a_file_too_early_is_told_to_ask_again() -> None:
    def make(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
        raise NotYet(name)

    scope = {"type": "http", "path_params": {"name": "league.csv"}, "query_string": b"", "headers": []}
    answer = attachment(make)(Request(scope))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_every_file_loaded_early_exists(server: Server) -> None:
    _, _, html = get(server.url)
    early = re.findall(r'modulepreload" crossorigin href="\./([^"]+)"', html)
    assert any("BidiComponent" in name for name in early)
    assert [name for name in early if not (STATIC / name).is_file()] == []
    assert len(early) == len(set(early))


def test_what_a_page_offers_to_download_is_kept_by_no_cache(server: Server) -> None:
    assert get(f"{server.url}/media/none.csv")[1]["Cache-Control"] == "private, no-store"


def test_healthz_names_the_snapshot_that_is_served(server: Server, data: Path) -> None:
    status, _, text = get(f"{server.url}/healthz")
    now = published(data)
    assert status == 200
    assert json.loads(text) == {
        "status": "ok",
        "as_of": now.current[-1].as_of.isoformat(),
        "revision": now.current[-1].revision,
        "kind": now.current[-1].kind,
        "identity": now.identity,
        "problems": 0,
    }


def test_without_a_snapshot_healthz_is_503_and_pages_are_still_served(tmp_path: Path) -> None:
    with running(PLANBOARD_DATA=str(tmp_path)) as empty:
        status, _, text = get(f"{empty.url}/healthz")
        assert status == 503
        assert json.loads(text) == {"status": "no valid snapshot", "problems": 0}
        assert get(empty.url)[0] == 200


def test_with_many_plans_healthz_is_fine_only_if_each_has_a_snapshot(tmp_path: Path, data: Path) -> None:
    for name in ("深圳", "coast"):
        (tmp_path / name).symlink_to(data, target_is_directory=True)
    (tmp_path / "new" / "snapshots").mkdir(parents=True)
    with running(PLANBOARD_DATA=str(tmp_path)) as many:
        status, _, text = get(f"{many.url}/healthz")
        report = json.loads(text)
        assert (status, report["without_snapshot"]) == (503, ["new"])
        assert report["status"] == "plans without a valid snapshot"
        assert report["plans"]["new"] == {"status": "no valid snapshot", "problems": 0}
        assert report["plans"]["深圳"]["identity"] == published(data).identity
        (tmp_path / "new" / "snapshots").rmdir()
        (tmp_path / "new").rmdir()
        status, _, text = get(f"{many.url}/healthz")
        assert (status, json.loads(text)["status"]) == (200, "ok")
        assert list(json.loads(text)["plans"]) == ["coast", "深圳"]


def assert_stops(server: Server) -> None:
    server.process.send_signal(signal.SIGINT)
    server.process.wait(timeout=20)
    assert not re.search(r"leaked|Traceback|Error", server.log())


@not_on_windows
def test_stopping_the_server_leaves_no_complaint(server: Server) -> None:
    assert_stops(server)


@long
@not_on_windows
def test_stopping_the_server_while_it_prepares_sixteen_weeks_leaves_no_complaint() -> None:
    with running() as server:
        assert_stops(server)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bug_is_answered_with_an_apology_in_the_readers_language(lang: str) -> None:
    def page() -> None:
        import app

        app.apologise(RuntimeError("not for the reader"))

    test = AppTest.from_function(page)
    test.query_params["lang"] = lang
    test.run()
    assert [box.value for box in test.error] == [say(lang, "server.error")]


def test_nobody_is_asked_for_the_address_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(streamlit.net_util, "_make_blocking_http_get", lambda url, timeout: asked.append(url))
    assert app.app
    assert streamlit.net_util.get_external_ip() == "127.0.0.1"
    assert asked == []
