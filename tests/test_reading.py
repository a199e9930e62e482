"""Reading what exchanges show in a process beside the crawl."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from archive.observation import observed
from crawler.reading import Reader
from tests.exchanges import exchange

# Too short for anybody to guess its language: what tells that takes long to load.
PAGE = b"<html><body><article><h1>Visit</h1><p>%s</p></article></body></html>" % (
    b"The delegation visited four prisons and a hospital, and spoke with those held there. " * 2
)
CSS = "Content-Type: text/css\r\n"
T = TypeVar("T")

# A process that answers as the real one does, but ends or sleeps where the URL says so.
ODD = """
import os, sys, time
from crawler.reading import worker
real = worker._read
def read(exchange, site):
    if "dies" in exchange.url:
        os._exit(9)
    if "once" in exchange.url and not os.path.exists(sys.argv[1]):
        open(sys.argv[1], "w").close()
        os._exit(9)
    if "hangs" in exchange.url:
        time.sleep(60)
    return real(exchange, site)
worker._read = read
worker.main()
"""

FAULTY = """
from archive import clean
from crawler.reading import worker
def read(*_, **__):
    raise RuntimeError("too deep")
clean.read = read
worker.main()
"""


def using(reader: Reader, work: Callable[[], Awaitable[T]]) -> T:
    """The result of some work with a reader, which has ended by then."""

    async def scenario() -> T:
        reader.join()
        try:
            return await work()
        finally:
            await reader.leave()

    return asyncio.run(scenario())


def odd(tmp_path: Path, patience: float = 120) -> Reader:
    """A reader whose process dies and hangs as ``ODD`` says."""
    return Reader(patience, (sys.executable, "-c", ODD, str(tmp_path / "died")))


def test_what_is_read_next_door_is_what_would_be_read_here() -> None:
    """Outcome, digest, text and links of pages, style sheets and failures are the same."""
    said = [
        exchange("http://news.example/a", PAGE),
        exchange("http://news.example/b.css", b"p { background: url(x.png) }", fields=CSS),
        exchange("http://news.example/c", b"gone", status="404 Not Found"),
    ]
    reader = Reader()
    read = using(reader, lambda: asyncio.gather(*map(reader.read, said)))
    assert list(read) == [observed(one) for one in said]


def test_a_page_that_kills_the_process_costs_its_text_only(tmp_path: Path) -> None:
    """The others, those that waited behind it too, are read; its own capture says what happened."""
    reader = odd(tmp_path)
    names = ["a", "dies", "b", "c"]
    said = [exchange(f"http://news.example/{name}", PAGE) for name in names]
    read = using(reader, lambda: asyncio.gather(*map(reader.read, said)))
    assert [one.unread for one in read] == [None, "the process that read it died", None, None]
    assert [one.exchange.url for one in read] == [one.url for one in said]
    assert read[1].outcome == "ok"
    assert read[1].article is not None
    assert read[1].article.note == "the process that read it died"
    assert read[2].article == observed(said[2]).article


def test_a_process_that_dies_once_is_no_fault_of_the_page(tmp_path: Path) -> None:
    """Whoever killed it, the page is read by the next one."""
    reader = odd(tmp_path)
    said = [exchange(f"http://news.example/{name}", PAGE) for name in ("a", "once", "b")]
    read = using(reader, lambda: asyncio.gather(*map(reader.read, said)))
    assert [one.unread for one in read] == [None, None, None]


def test_a_page_that_hangs_the_parser_is_given_up(tmp_path: Path) -> None:
    """After a time it is kept without its text, and reading goes on."""
    reader = odd(tmp_path, patience=5)
    said = [exchange(f"http://news.example/{name}", PAGE) for name in ("a", "hangs", "b")]
    read = using(reader, lambda: asyncio.gather(*map(reader.read, said)))
    assert [one.unread for one in read] == [None, "reading it took longer than 5 s", None]


@pytest.mark.parametrize("command", [("/no/such/program",), (sys.executable, "-c", "")])
def test_without_a_process_pages_are_read_all_the_same(command: tuple[str, ...]) -> None:
    """No text is silently missing because a process could not be started."""
    reader = Reader(command=command)
    said = [exchange(f"http://news.example/{number}", PAGE) for number in range(3)]
    read = using(reader, lambda: asyncio.gather(*map(reader.read, said)))
    assert list(read) == [observed(one) for one in said]


def test_a_fault_of_the_parser_is_told() -> None:
    """Whatever a parser raises is in the capture's note, not in the log of a crawl that died."""
    reader = Reader(command=(sys.executable, "-c", FAULTY))
    read = using(reader, lambda: reader.read(exchange("http://news.example/a", PAGE)))
    assert read.unread == "reading it failed (RuntimeError: too deep)"


def test_the_process_ends_with_the_crawl(tmp_path: Path) -> None:
    """It leaves when the last crawl does, and when the crawl's own process is killed."""
    script = (
        "import asyncio, os, signal\n"
        "from crawler.reading import Reader\n"
        "from tests.exchanges import exchange\n"
        "async def main():\n"
        "    reader = Reader()\n"
        "    await reader.read(exchange('http://news.example/a', b'<p>a'))\n"
        "    print(reader._process.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )

    async def killed() -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        assert process.returncode == -signal.SIGKILL
        return int(said)

    number = asyncio.run(killed())
    for _ in range(100):
        if not _runs(number):
            return
        asyncio.run(asyncio.sleep(0.05))
    pytest.fail("the reading process outlived the crawl")


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    # A process that ended but was not waited for is no longer at work.
    return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
