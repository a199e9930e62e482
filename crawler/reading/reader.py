"""The crawl's side of the reading process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archive import Exchange
from archive.messages import LENGTH, packed, unpacked
from archive.observation import Observation, seen, unread

logger = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds a page may take to read; then it is kept without its text."""
COMMAND = (sys.executable, "-m", "crawler.reading.worker")

_AHEAD = 2
"""Exchanges given to the process at once: one that it reads and one that waits."""
_ATTEMPTS = 2
_START = 60.0
"""Seconds the process may take to load what it needs."""
_FAREWELL = 5.0
"""Seconds the process is given to end when it is no longer needed."""


@dataclass(eq=False, slots=True)
class _Task:
    """An exchange to be read.

    Attributes:
        exchange: what was said.
        answer: what it shows, once it is read.
        since: when the process could begin on it, on the loop's clock.
        attempts: how many processes ended on it.
    """

    exchange: Exchange
    answer: asyncio.Future[Observation]
    since: float = 0.0
    attempts: int = 0


class Reader:
    """Reads exchanges in order, in a process that is started when one is first needed.

    An exchange on which the process dies twice, or that takes longer than ``patience`` seconds, is
    given back unread. With an ``archive`` pages are read by what that has learned of their sites.
    Where no process can be had, exchanges are read in this one. Crawls share a reader: each joins
    it and leaves it, and the last to leave ends the process.
    """

    def __init__(
        self,
        patience: float = PATIENCE,
        command: Sequence[str] = COMMAND,
        archive: Path | None = None,
    ) -> None:
        self._patience = patience
        self._command = (*command, str(archive)) if archive else tuple(command)
        self._turns = asyncio.Semaphore(_AHEAD)
        self._asked: deque[_Task] = deque()
        self._process: Process | None = None
        self._runner: asyncio.Task[None] | None = None
        self._is_proven = False
        self._is_useless = False
        self._users = 0

    def join(self) -> None:
        """Use the reader."""
        self._users += 1

    async def leave(self) -> None:
        """Use it no longer."""
        self._users -= 1
        if self._users <= 0:
            await self._end()

    async def read(self, exchange: Exchange) -> Observation:
        """What an exchange shows; never raises for what is in it."""
        async with self._turns:
            if self._is_useless:
                return seen(exchange)
            loop = asyncio.get_running_loop()
            task = _Task(exchange, loop.create_future(), loop.time())
            self._asked.append(task)
            if self._runner is None or self._runner.done():
                self._runner = loop.create_task(self._run())
            elif self._process is not None:
                _send(self._process, task)
            return replace(await task.answer, exchange=exchange)

    async def _run(self) -> None:
        """Keep a process at work until there is none to be had."""
        while self._asked and not self._is_useless:
            try:
                process = await asyncio.create_subprocess_exec(
                    *self._command, stdin=PIPE, stdout=PIPE
                )
            except OSError as error:
                self._give_up(str(error))
                break
            self._process = process
            for task in self._asked:
                _send(process, task)
            try:
                fault, is_slow = await self._converse(process)
            finally:
                self._process = None
                await _ended(process)
            self._account(fault, is_slow=is_slow)

    async def _converse(self, process: Process) -> tuple[str, bool]:
        """Hand on answers in the order of the questions; return why no more come."""
        assert process.stdout is not None  # noqa: S101  # asked for
        is_ready = False
        while True:
            self._restart_clock()
            try:
                message = await self._message(process.stdout, _START if not is_ready else None)
            except asyncio.IncompleteReadError:
                return "the process that read it died", False
            except TimeoutError:
                return f"reading it took longer than {self._patience:g} s", is_ready
            if is_ready:
                _settle(self._asked.popleft(), message)
            is_ready = self._is_proven = True

    async def _message(self, stream: asyncio.StreamReader, limit: float | None) -> Any:
        """The next message of the process.

        Raises:
            TimeoutError: it did not come within ``limit`` seconds, or for too long after the
                process began on an exchange.
            asyncio.IncompleteReadError: the process has ended.
        """
        while True:
            try:
                async with asyncio.timeout(limit or self._patience / 4):
                    head = await stream.readexactly(LENGTH.size)
                return unpacked(await stream.readexactly(*LENGTH.unpack(head)))
            except TimeoutError:
                if limit or self._is_overdue():
                    raise

    def _restart_clock(self) -> None:
        if self._asked:
            self._asked[0].since = asyncio.get_running_loop().time()

    def _is_overdue(self) -> bool:
        now = asyncio.get_running_loop().time()
        return bool(self._asked) and now - self._asked[0].since > self._patience

    def _account(self, fault: str, *, is_slow: bool) -> None:
        """Make out what the end of a process means for the exchange it was at."""
        if not self._asked:
            return
        if not self._is_proven:
            self._give_up("it did not start")
            return
        task = self._asked[0]
        task.attempts += 1
        if is_slow or task.attempts >= _ATTEMPTS:
            logger.warning("%s is kept without its text: %s", task.exchange.url, fault)
            _settle(self._asked.popleft(), unread(task.exchange, fault))

    def _give_up(self, why: str) -> None:
        logger.warning("no process to read pages in (%s): the crawl's own reads them", why)
        self._is_useless = True
        while self._asked:
            task = self._asked.popleft()
            _settle(task, seen(task.exchange))

    async def _end(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        if self._runner is not None:
            await asyncio.wait([self._runner], timeout=_FAREWELL)
            self._runner.cancel()


def _send(process: Process, task: _Task) -> None:
    assert process.stdin is not None  # noqa: S101  # asked for
    # A process that has just ended is seen where its answers are read.
    with contextlib.suppress(ConnectionError, RuntimeError):
        process.stdin.write(packed(task.exchange))


def _settle(task: _Task, observation: Observation) -> None:
    if not task.answer.done():
        task.answer.set_result(observation)


async def _ended(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await process.wait()
