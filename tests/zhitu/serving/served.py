"""A server in a process of its own, as its users meet it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[3]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@contextmanager
def served(workspace: Path, *options: str) -> Iterator[str]:
    """The address of `zhitu serve` over the workspace, which ends with the block."""
    port = free_port()
    command = [sys.executable, "-m", "zhitu", "-w", str(workspace), "serve", "--port", str(port), *options]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urlopen(f"{address}/static/icon.svg", timeout=5).close()
                break
            except (URLError, ConnectionError):
                assert process.poll() is None, "the server ended at once"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)
