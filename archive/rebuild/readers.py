"""Captures read in several processes, given back in order.

A page that kills a parser, hangs it or eats all memory costs its text and nothing else.
"""

from __future__ import annotations

import contextlib
import select
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

from archive.messages import packed, received
from archive.rebuild.observing import Shown, Unreadable

PATIENCE = 120.0
"""Seconds a page may take to read; then it is left without its text."""
COMMAND = (sys.executable, "-m", "archive.rebuild.worker")

_ATTEMPTS = 2
_CHUNK = 16
_AHEAD = 4
"""Chunks that are read for each process before what they show is asked for."""

Read = list[tuple[int, Shown]]


class Readers:
    """So many reading processes; a context manager, which ends them."""

    def __init__(
        self,
        path: Path,
        count: int,
        patience: float = PATIENCE,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._command = (*command, str(path))
        self._count = count
        self._patience = patience
        self._pool = ThreadPoolExecutor(count)
        self._mine = threading.local()
        self._all: list[_Process] = []
        self._is_over = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        for process in self._all:
            process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            process.kill()

    def read(self, numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        """What captures show, by their numbers, in that order."""
        chunks = _chunked(numbers)
        waiting: deque[Future[Read]] = deque()
        while True:
            for chunk in islice(chunks, self._count * _AHEAD - len(waiting)):
                waiting.append(self._pool.submit(self._chunk, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()

    def _chunk(self, numbers: tuple[int, ...]) -> Read:
        return [(number, self._one(number)) for number in numbers]

    def _one(self, number: int) -> Shown:
        why = None
        for _ in range(_ATTEMPTS):
            answer, fault, is_slow = self._asked(number, None)
            if answer is not None:
                return answer
            why = fault
            if is_slow:
                break
        answer, fault, _ = self._asked(number, why)
        return answer or Unreadable(f"reading it failed ({fault})")

    def _asked(self, number: int, why: str | None) -> tuple[Shown | None, str, bool]:
        process: _Process | None = getattr(self._mine, "process", None)
        if process is None or not process.is_alive:
            if self._is_over:
                return None, "the rebuild is over", True
            process = self._mine.process = _Process(self._command)
            self._all.append(process)
        return process.asked((number, why), self._patience)


class _Process:
    """One reading process."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.is_alive = True
        assert self._process.stdin is not None  # noqa: S101  # asked for
        assert self._process.stdout is not None  # noqa: S101  # asked for
        self._questions: IO[bytes] = self._process.stdin
        self._answers: IO[bytes] = self._process.stdout
        received(self._answers)

    def asked(self, message: Any, patience: float) -> tuple[Shown | None, str, bool]:
        """An answer; without one, why there is none, and whether that is for want of time."""
        try:
            self._questions.write(packed(message))
            self._questions.flush()
        except OSError:
            self.kill()
            return None, "the process that read it died", False
        if not select.select([self._answers], [], [], patience)[0]:
            self.kill()
            return None, f"reading it took longer than {patience:g} s", True
        answer = received(self._answers)
        if answer is None:
            self.kill()
        return answer, "the process that read it died", False

    def kill(self) -> None:
        """End it."""
        self.is_alive = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._questions, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()


def _chunked(numbers: Iterable[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(numbers)
    while chunk := tuple(islice(rest, _CHUNK)):
        yield chunk
