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
        self.n_messages, self.n_bytes = 0, 0  # of the last run
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
        self.n_messages = self.n_bytes = 0
        started = time.perf_counter()
        self.socket.send(self.ask.SerializeToString())
        while True:
            received = self.socket.recv()
            self.n_messages, self.n_bytes = self.n_messages + 1, self.n_bytes + len(received)
            message = ForwardMsg.FromString(received)
            if message.WhichOneof("type") == "navigation":
                self.ask.rerun_script.page_script_hash = message.navigation.page_script_hash
            if message.delta.new_element.HasField("exception"):
                raise RuntimeError(message.delta.new_element.exception.message)
            if message.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - started) * 1000
