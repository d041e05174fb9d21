"""A process that answers queries and can be killed: the engine can neither interrupt nor time out an evaluation.

    python -m zhitu.serving.worker STORE SECONDS MEMORY_BYTES RESULT_BYTES

Reads requests from standard input and writes replies to standard output, each a frame: four bytes of length, big-endian,
then that many bytes. A request is JSON; a reply is two frames, JSON and the result. The first reply says that the store
is open. `zhitu.serving.workers` is the other end.
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from kg.errors import KgError
from kg.store import Store

GRACE_SECONDS = 1.0  # the server kills at the limit; a worker whose server is gone ends itself this much later


class ResultTooLarge(Exception):
    """The result passed the cap; nothing of it is sent."""


class Capped(io.BytesIO):
    """A buffer that refuses to grow past `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.most:
            raise ResultTooLarge
        return super().write(data)


def frames(stream: IO[bytes]) -> Iterator[bytes]:
    """The frames of the stream until it ends."""
    while len(head := stream.read(4)) == 4:
        yield stream.read(struct.unpack(">I", head)[0])


def frame(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def answer(store: Store, request: dict[str, Any], result_bytes: int) -> tuple[dict[str, str], bytes]:
    """The reply to one request: {"format"} and the result, or {"error", "message"} and nothing."""
    out = Capped(result_bytes)
    try:
        format = store.write(
            request["query"],
            out,
            request["table_format"],
            request["graph_format"],
            default_graphs=request["default_graphs"],
            named_graphs=request["named_graphs"],
        )
    except ResultTooLarge:
        return {"error": "result_too_large"}, b""
    except MemoryError:
        return {"error": "out_of_memory"}, b""
    except KgError as error:
        return {"error": "bad_query", "message": str(error)}, b""
    except Exception as error:  # of the engine, in the midst of an evaluation: the worker goes on
        return {"error": "failed", "message": str(error)}, b""
    return {"format": format}, out.getvalue()


def limit_memory(most: int) -> None:
    """Let no allocation take this process past `most` bytes of address space, where the system can say so."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def set_alarm(seconds: float) -> None:
    """End this process when `seconds` have passed, even in the midst of an evaluation; 0 takes the alarm back."""
    import signal

    if hasattr(signal, "setitimer"):  # the default action of SIGALRM is taken by the kernel: no Python need run
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main(folder: str, seconds: str, memory_bytes: str, result_bytes: str) -> None:
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not be taken for a reply
    limit_memory(int(memory_bytes))
    store = Store.open(Path(folder), read_only=True)
    replies.write(frame(b"{}") + frame(b""))
    replies.flush()
    for data in frames(sys.stdin.buffer):
        set_alarm(float(seconds) + GRACE_SECONDS)
        head, result = answer(store, json.loads(data), int(result_bytes))
        replies.write(frame(json.dumps(head).encode()) + frame(result))
        replies.flush()
        set_alarm(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
