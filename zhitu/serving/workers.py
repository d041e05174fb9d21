"""A pool of processes that answer queries within a time limit: one that runs over is killed and replaced."""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path

from zhitu.serving.protocol import Refusal, SparqlRequest
from zhitu.serving.worker import frame


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take. `seconds` includes waiting for a free process."""

    seconds: float = 30.0
    memory_bytes: int = 4 << 30
    result_bytes: int = 100_000_000
    processes: int = 4


@dataclass(frozen=True, slots=True)
class Result:
    """A serialised result and its format, a key of TABLE_TYPES or GRAPH_TYPES."""

    format: str
    data: bytes


class _Worker:
    """One process and the two ends of its pipe."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin
        assert process.stdout
        self.process, self.requests, self.replies = process, process.stdin, process.stdout

    @classmethod
    async def start(cls, store: Path, limits: Limits) -> _Worker:
        """A process with the store open. Raises EOFError or OSError where it ends before that."""
        arguments = (str(store), str(limits.seconds), str(limits.memory_bytes), str(limits.result_bytes))
        worker = cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "zhitu.serving.worker",
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=1 << 20,
            )
        )
        try:
            await worker._reply()
        except BaseException:
            await worker.stop()
            raise
        return worker

    async def ask(self, request: SparqlRequest) -> tuple[dict[str, str], bytes]:
        data = json.dumps(asdict(request)).encode()
        self.requests.write(frame(data))
        await self.requests.drain()
        return await self._reply()

    async def _reply(self) -> tuple[dict[str, str], bytes]:
        head = json.loads(await self._frame())
        return head, await self._frame()

    async def _frame(self) -> bytes:
        (length,) = struct.unpack(">I", await self.replies.readexactly(4))
        return await self.replies.readexactly(length) if length else b""

    async def stop(self) -> None:
        """Kill the process and wait until it is gone."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


class Workers:
    """Processes over one published store. Start it in the event loop that asks it.

    >>> workers = Workers(Path("generations/g000001/store"), Limits(seconds=5))   # doctest: +SKIP
    >>> await workers.answer(SparqlRequest("ASK { ?s ?p ?o }", "json", "ttl"))     # doctest: +SKIP
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        self.store, self.limits = store, limits
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._closing = False
        self._started = asyncio.Event()
        for _ in range(limits.processes):
            self._later(self._add())

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)  # the loop holds tasks weakly
        task.add_done_callback(self._tasks.discard)

    async def _add(self) -> None:
        """Put one more process into the pool; tried again, more slowly, where it does not start."""
        pause = 0.1
        while not self._closing:
            try:
                worker = await _Worker.start(self.store, self.limits)
            except (EOFError, OSError):
                await asyncio.sleep(pause)
                pause = min(2 * pause, 5.0)
                continue
            self._idle.put_nowait(worker)
            self._started.set()
            return

    async def started(self) -> None:
        """Wait until the first process can answer."""
        await self._started.wait()

    async def answer(self, request: SparqlRequest) -> Result:
        """The result of the query. Raises Refusal where it is none, runs over a limit, or no process is free in time."""
        started = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.limits.seconds):
                worker = await self._idle.get()
        except TimeoutError:
            message = f"服务器正忙，等了 {self.limits.seconds:g} 秒仍没有空闲的查询进程，请稍后再试。"
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "busy", message) from None
        self._busy += 1
        left = self.limits.seconds - (asyncio.get_running_loop().time() - started)
        whole = False
        try:
            async with asyncio.timeout(left):
                head, data = await worker.ask(request)
            whole = True
        except TimeoutError:
            message = f"查询超过 {self.limits.seconds:g} 秒，已被终止，没有结果。请缩小范围，或加上 LIMIT。"
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "timeout", message) from None
        except (EOFError, OSError):
            gigabytes = self.limits.memory_bytes / (1 << 30)
            message = f"查询进程中途退出，多半是内存超过 {gigabytes:g} GB。请缩小范围，或加上 LIMIT。"
            raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "worker_lost", message) from None
        finally:
            self._busy -= 1
            if whole and not self._closing:
                self._idle.put_nowait(worker)
            else:  # run over, broken, or nobody waits for it any more
                self._later(worker.stop())
                self._later(self._add())
        if "error" in head:
            raise self._refused(head)
        return Result(head["format"], data)

    def _refused(self, head: dict[str, str]) -> Refusal:
        megabytes = self.limits.result_bytes / 1e6
        refusals = {
            "result_too_large": (
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"结果超过 {megabytes:g} MB，没有发送。请加上 LIMIT，或用 zhitu export 导出全部数据。",
            ),
            "out_of_memory": (HTTPStatus.SERVICE_UNAVAILABLE, "查询用的内存超过上限。请缩小范围，或加上 LIMIT。"),
            "bad_query": (HTTPStatus.BAD_REQUEST, head.get("message", "")),
            "failed": (HTTPStatus.INTERNAL_SERVER_ERROR, f"查询没有完成：{head.get('message', '')}"),
        }
        status, message = refusals[head["error"]]
        return Refusal(status, head["error"], message)

    async def close(self) -> None:
        """End all processes; queries that are running are answered first, within their limit."""
        self._closing = True
        while self._busy or self._tasks:  # a process that is starting comes to the idle ones
            await asyncio.sleep(0.01)
        while not self._idle.empty():
            await self._idle.get_nowait().stop()
