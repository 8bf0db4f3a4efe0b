"""A reader's tab without a browser: only Streamlit's websocket, so that only the server's work is timed."""

from __future__ import annotations

import time
from types import TracebackType
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


class Tab:
    """One session on one page."""

    def __init__(self, server_url: str, page: str = "") -> None:
        split = urlsplit(page)
        self.ask = BackMsg()
        self.ask.rerun_script.page_name = split.path
        self.ask.rerun_script.query_string = split.query
        address = f"{server_url.replace('http', 'ws', 1)}/_stcore/stream"
        self.socket = connect(address, subprotocols=["streamlit"], compression=None, max_size=None)

    def __enter__(self) -> Tab:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def rerun(self) -> float:
        """Run the page's script; the milliseconds from the request to the last message."""
        started = time.perf_counter()
        self.socket.send(self.ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self.socket.recv())
            if message.WhichOneof("type") == "navigation":
                self.ask.rerun_script.page_script_hash = message.navigation.page_script_hash
            if message.delta.new_element.HasField("exception"):
                raise RuntimeError(message.delta.new_element.exception.message)
            if message.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - started) * 1000
