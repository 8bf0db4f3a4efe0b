"""Measures how long readers wait when there are many: each has a tab open and now and then opens a page or a date."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from statistics import quantiles

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect

from bench.loads import READ
from bench.measure import Measure
from bench.pages import DATES
from bench.server import running, written_ahead

THINKS_SECONDS = 7.0  # on average
FEW, MANY = (100, 300), (300, 1000)  # readers, and the milliseconds that 95 of 100 runs may take
RAMP_SECONDS, MEASURED_SECONDS = 20.0, 40.0


def measures() -> Iterator[Measure]:
    """The 95th percentile of runs, from the request to the last message, beside what it may be; and how much of a
    processor the client itself took, which it shares with the server."""
    written_ahead()
    for readers, most in (FEW, MANY):
        with running() as dashboard:
            started, wall = time.process_time(), time.monotonic()
            waits = asyncio.run(_crowd(dashboard.url, readers))
            client = (time.process_time() - started) / (time.monotonic() - wall)
        worst = quantiles(waits, n=20)[-1]
        yield Measure(f"{readers} readers, 95 of 100 of {len(waits)} runs", worst, most, "ms", 1)
        yield Measure(f"{readers} readers, the client's own processor", 100 * client, 100, "%", 1)


async def _crowd(url: str, readers: int) -> list[float]:
    waits: list[float] = []
    begins = time.monotonic() + RAMP_SECONDS
    async with asyncio.TaskGroup() as group:
        for n in range(readers):
            group.create_task(_read(url, RAMP_SECONDS * n / readers, begins, waits))
    return waits


async def _read(url: str, after: float, begins: float, waits: list[float]) -> None:
    """One reader, from `after` seconds on: what they wait for is noted once all are there."""
    await asyncio.sleep(after)
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], compression=None, max_size=None) as socket:  # type: ignore[list-item]
        looking: asyncio.Task[None] | None = None
        lock = asyncio.Lock()  # a tab asks for one thing after the other
        while time.monotonic() < begins + MEASURED_SECONDS:
            ask = BackMsg()
            page, _, query = random.choice(READ).partition("?")
            day = random.choice(DATES[-8:])
            ask.rerun_script.page_script_hash = calc_hash(page)
            ask.rerun_script.query_string = "&".join(filter(None, [query, f"as_of={day}"]))
            async with lock:
                started = time.monotonic()
                again = await _run(socket, ask)
            if started > begins:
                waits.append((time.monotonic() - started) * 1000)
            if looking:
                looking.cancel()
            looking = asyncio.create_task(_look(socket, lock, ask, *again)) if again else None
            await asyncio.sleep(random.expovariate(1 / THINKS_SECONDS))
        if looking:
            looking.cancel()


async def _run(socket: ClientConnection, ask: BackMsg) -> tuple[str, float] | None:
    """Send, and wait for the last message. Returns what is to run again by itself, and after how many seconds. Raises
    RuntimeError where an exception is shown."""
    again = None
    await socket.send(ask.SerializeToString())
    while True:
        message = ForwardMsg.FromString(await socket.recv())
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.HasField("exception"):
            raise RuntimeError(message.delta.new_element.exception.message)
        if kind == "auto_rerun":
            again = message.auto_rerun.fragment_id, message.auto_rerun.interval
        if kind == "script_finished":
            return again


async def _look(
    socket: ClientConnection, lock: asyncio.Lock, ask: BackMsg, fragment: str, every: float
) -> None:
    """Run a part of the page again and again, as an open tab does."""
    again = BackMsg()
    again.CopyFrom(ask)
    again.rerun_script.fragment_id, again.rerun_script.is_auto_rerun = fragment, True
    while True:
        await asyncio.sleep(every)
        async with lock:
            await _run(socket, again)
