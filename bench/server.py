"""Starts a separate Streamlit server on a free port, and stops it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 180


@dataclass
class Server:
    """A running server: its address, its log file and its process."""

    url: str
    log_file: Path
    process: subprocess.Popen[bytes]

    def log(self) -> str:
        """Everything it has written to the terminal."""
        return self.log_file.read_text("utf-8")

    def resident(self) -> int:
        """Its resident memory in kilobytes (on Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(status.split("VmRSS:")[1].split()[0])


@contextmanager
def running(script: Path = ROOT / "app.py", port: int = 0, **environment: str) -> Iterator[Server]:
    """Serve `script` with the project's settings until the block ends, at a free port unless one is given. It
    writes no documents ahead, unsaid, for that would take the processor from what is measured or tested."""
    if not port:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.port",
        port,
        "--server.address",
        "127.0.0.1",
    ]
    with tempfile.TemporaryDirectory() as folder:
        log_file = Path(folder) / "log"
        with log_file.open("w") as log:
            process = subprocess.Popen(
                [*map(str, command), "--server.headless", "true"],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT), "PLANBOARD_AHEAD": "no", **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", log_file, process)
        try:
            _wait(server)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_SECONDS)


def _wait(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
        if server.process.poll() is not None:
            break
    raise RuntimeError(f"the server did not start:\n{server.log()}")


def written_ahead() -> None:
    """Write the documents of the dashboard's pages, as a server does that has been there for a while."""
    subprocess.run([sys.executable, "-m", "pages.ahead"], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
