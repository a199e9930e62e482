"""A site of as many small pages as one likes, all reached by links, drawn when they are asked for.

``python -m tests.servers.linked PAGES COUNT`` serves until killed; the first line it writes is its
address, and the file COUNT says how many requests have come.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_WORDS = [
    "court", "prison", "visit", "delegation", "report", "authorities", "hospital", "lawyer",
    "evidence", "article", "committee", "member", "state", "government", "treatment", "detention",
    "officer", "hearing", "decision", "rights", "council", "minister", "police", "record",
    "register", "cell", "window", "letter", "answer", "question", "journalist", "newspaper",
]  # fmt: skip
_SIZE = 4096
_BRANCHES = 4


def target(number: int) -> str:
    """Where page ``number`` stands."""
    return f"/p/{number}" if number else "/"


def drawn(number: int, pages: int) -> bytes:
    """Page ``number`` of ``pages``: some 4 KB of prose, links to four others and to known ones."""
    dice = random.Random(number)
    below = range(number * _BRANCHES + 1, min(number * _BRANCHES + 1 + _BRANCHES, pages))
    others = [*below, *(dice.randrange(pages) for _ in range(8))]
    links = "".join(f'<li><a href="{target(n)}">Number {n} of the record</a></li>' for n in others)
    start = (
        f"<!doctype html><html lang=en><title>Number {number}: {_sentence(dice)}</title>"
        f"<ul>{links}</ul><article><h1>Number {number}</h1>"
    )
    prose: list[str] = []
    size = len(start)
    while size < _SIZE:
        prose.append(f"<p>{' '.join(_sentence(dice) for _ in range(4))}</p>\n")
        size += len(prose[-1])
    return f"{start}{''.join(prose)}</article></html>".encode()


def _sentence(dice: random.Random) -> str:
    return " ".join(dice.choices(_WORDS, k=14)).capitalize() + "."


class Linked:
    """The site, served from a thread while the context lasts.

    Attributes:
        asked: targets of the requests received, in order.
        home: address of the first page.
    """

    def __init__(self, pages: int, delay: float = 0.0) -> None:
        """Answer ``delay`` seconds after a request has come."""
        self.pages = pages
        self.asked: list[str] = []
        self.home = ""
        self._delay = delay
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    @property
    def targets(self) -> set[str]:
        """All there is."""
        return {target(number) for number in range(self.pages)}

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._loop and self._end:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        talks: set[asyncio.Task[None]] = set()

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talks.add(task)
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    await self._answer(head, writer)
            writer.close()
            talks.discard(task)

        server = await asyncio.start_server(talk, "127.0.0.1", 0)
        self.home = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        self._ready.set()
        await self._end.wait()
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> None:
        asked = head.split(b" ", 2)[1].decode("latin-1")
        self.asked.append(asked)
        if self._delay:
            await asyncio.sleep(self._delay)
        number = 0 if asked == "/" else int(asked[3:]) if asked.startswith("/p/") else -1
        is_there = 0 <= number < self.pages
        body = drawn(number, self.pages) if is_there else b"nothing here"
        status = b"200 OK" if is_there else b"404 Not Found"
        writer.write(
            b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            % (status, len(body)) + body
        )  # fmt: skip
        await writer.drain()


def main() -> None:
    """Serve."""
    with Linked(int(sys.argv[1])) as site:
        print(site.home, flush=True)
        while True:
            # As one write of one block: whoever reads it meanwhile never finds half of it.
            with Path(sys.argv[2]).open("r+", encoding="ascii") as file:
                file.write(f"{len(site.asked):09}")
            time.sleep(0.2)


if __name__ == "__main__":
    main()
