"""The server, started by `streamlit run app.py`: Streamlit over pages/frame.py, and what surrounds it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pyarrow as pa
import streamlit as st
import streamlit.net_util
from starlette.middleware import Middleware
from starlette.routing import Route

from planboard.folders import data_folder
from planboard.web.server import Frontend, attachment, healthz, return_file, snapshot_file
from planboard.wording.text import say

COLLECT_EVERY_SECONDS = 60
LOOKS_EVERY_SECONDS = 60  # for what was published and is not written yet

# Arrow's own allocator keeps what it was given once, some ten megabytes for good.
pa.set_memory_pool(pa.system_memory_pool())

# Streamlit would ask a public service for this machine's address when a request comes from a foreign origin.
streamlit.net_util._external_ip = "127.0.0.1"


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Open the data before the first visitor comes, and keep garbage collection out of the visitors' way."""
    from planboard import ui  # Streamlit wants the modules of the pages loaded after it has started

    # Before any other thread is at work: a tuple that one is building must not be looked at.
    _send_at_once()
    try:
        await asyncio.to_thread(ui.serve, data_folder())
    except Exception:  # a page that cannot be shown says so itself, and the others still work
        logging.getLogger(__name__).exception("the data could not be opened")
    gc.collect()
    gc.freeze()  # what is loaded now stays; every collection would walk through all of it
    at_work = [asyncio.create_task(_collect())]
    if os.environ.get("PLANBOARD_AHEAD") != "no":
        at_work.append(asyncio.create_task(_write_ahead()))
    _open_browser()
    yield
    for task in at_work:
        task.cancel()
    await asyncio.gather(*at_work, return_exceptions=True)
    await asyncio.to_thread(ui.stop)
    gc.unfreeze()  # so that the database is closed before the interpreter ends


def _send_at_once() -> None:
    """Send small messages without waiting some 40 ms for the browser to acknowledge the one before. asyncio sees to
    that for sockets that name their protocol. Streamlit's listening socket, whose options accepted sockets inherit,
    does not."""
    for found in gc.get_objects():
        if isinstance(found, socket.socket) and found.family in (socket.AF_INET, socket.AF_INET6):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def _collect() -> None:
    while True:
        await asyncio.sleep(COLLECT_EVERY_SECONDS)
        await asyncio.to_thread(gc.collect)


async def _write_ahead() -> None:
    """Have the documents of what is published written before anybody asks for them, in a process of its own, which
    leaves the processor to those who read. Once that fails, not again before a restart."""
    from planboard import ui

    while True:
        if plans := await asyncio.to_thread(ui.lacking_documents):
            command = (sys.executable, "-m", "pages.ahead", *plans)
            child = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parent)
            try:
                if await child.wait():
                    return
            except asyncio.CancelledError:
                child.terminate()
                await child.wait()
                raise
        await asyncio.sleep(LOOKS_EVERY_SECONDS)


def _open_browser() -> None:
    """Open a browser once the server listens. Streamlit does so for a script, but not for an app."""
    if not st.get_option("server.headless"):
        url = f"http://localhost:{st.get_option('server.port')}/{st.get_option('server.baseUrlPath')}"
        asyncio.get_running_loop().call_later(0.5, webbrowser.open, url)


def apologise(error: Exception) -> bool:
    """Show an error box in the reader's language; the traceback goes to the log."""
    lang = "en" if st.query_params.get("lang") == "en" else "zh"
    st.error(say(lang, "server.error"), icon="⚠️")
    return True


def takes_files() -> bool:
    """Whether uploads are accepted: only where the office works."""
    from planboard import ui

    return ui.is_office()


def answers(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """An answer of a page as a file."""
    from planboard import ui

    return ui.answers_file(name, asked)


def package(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """What is published of a date, and every answer about it, as one data package."""
    from planboard import ui

    return ui.package_file(name, asked)


def picture(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """A page as one long picture."""
    from pages import overview
    from planboard import ui

    return ui.picture_file(name, asked, {"overview": overview.document})


def chart(name: str, asked: Mapping[str, str]) -> tuple[str, bytes, str]:
    """A chart of a page as a picture, by the page's address and the chart's name."""
    from pages import board
    from planboard import ui

    page, _, named = name.partition("/")
    return ui.chart_file(named, *board.documents(page, asked))


app = st.App(
    Path(__file__).parent / "pages" / "frame.py",
    routes=[
        Route("/healthz", healthz),
        Route("/files/answers/{name}", attachment(answers)),
        Route("/files/chart/{name:path}", attachment(chart)),
        Route("/files/picture/{name}", attachment(picture)),
        Route("/files/snapshot/{name}", attachment(snapshot_file)),
        Route("/files/package/{name}", attachment(package)),
        Route("/files/return/{name}", attachment(return_file)),
    ],
    middleware=[
        Middleware(
            Frontend,
            static=Path(st.__file__).parent / "static",
            takes_files=takes_files,
            base=st.get_option("server.baseUrlPath"),
        )
    ],
    lifespan=lifespan,
    on_script_error=apologise,
)
