"""What a person sees of a crawl: while it runs, at its end, and of those that are past."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from archive import Archive
from archive.cli.counts import COUNTS, counted, shown_counts, shown_size, shown_span
from archive.observation import observed
from crawler.crawl import Crawl, Noted
from crawler.progress import Pace, Progress
from crawler.sources.source import Scope, Source
from tests.exchanges import LONG, exchange, page
from tests.house import greffe, on_a_terminal
from tests.servers.ugly import Ugly
from tests.visits import NO_RULES, answer, crawl, source

BLOCK = "cf-mitigated: block\r\n"
COUNTED = {"ok": 1234, "new": 1200, "changed": 30, "same": 4, "absent": 5, "blocked": 6,
           "error": 7, "refused": 8, "unread": 9, "requisites": 99_999}  # fmt: skip


class Clock:
    """A monotonic clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _console(width: int = 80, *, is_terminal: bool = True) -> Console:
    return Console(
        file=StringIO(), width=width, force_terminal=is_terminal, color_system=None, highlight=False
    )


def _shown(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def _running(archive: Archive, *links: str) -> tuple[Crawl, Noted]:
    """A crawl that has had its home page, which links to others."""
    source = Source("news", "News", ("http://news.example/",), Scope(("example,news)/",)))
    crawl = Crawl(archive, source, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    waiting = crawl.take()
    assert waiting
    noted: list[Noted] = []
    crawl.listener = noted.append
    body = page("Home", *LONG, *(f'<a href="{link}">x</a>' for link in links))
    crawl.keep(observed(exchange("http://news.example/", body)), waiting)
    return crawl, noted[0]


def test_rate_and_time_left() -> None:
    """Over the last minute; nothing is said too soon, and "at least" while pages wait."""
    pace = Pace(began=0.0)
    for second in range(120):
        pace.noted(float(second))
        if second == 3:
            pace.pages = 10
            assert (pace.rate(3.0), pace.left(3.0)) == (0.0, "")
    assert round(pace.rate(120.0)) == 60
    pace.pages, pace.files = 90, 30
    assert pace.left(120.0) == "at least 2 min"
    pace.pages = 0
    assert pace.left(120.0) == "about 30 s"
    pace.files = 0
    assert pace.left(120.0) == ""
    assert round(pace.rate(150.0)) == 30


def test_the_live_table_counts_and_estimates(archive: Archive) -> None:
    """With the words of the summary."""
    clock, console = Clock(), _console()
    progress = Progress(console, clock=clock)
    crawl, noted = _running(archive, "/a", "/b", "/c")
    progress.add(crawl)
    clock.now = 20.0
    progress.noted(noted)
    console.print(progress.shown())
    heads, row, last = _shown(console).splitlines()
    assert heads.split() == ["source", "pages", "new", "a", "minute", "left"]
    assert row.split() == ["news", "1", "1", "3", "at", "least", "1", "min"]
    assert last == "http://news.example/"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_no_count_is_cut_however_narrow(width: int) -> None:
    """Where the table does not fit, sentences say the same."""
    console = _console(width)
    row = ["a-source-with-a-long-name", *shown_counts(COUNTED)]
    names = [name for name, _ in COUNTS]
    console.print(counted(console, ["source"], names, [row]))
    words = re.sub(r"\s+", " ", _shown(console))
    assert max(map(len, _shown(console).splitlines())) <= width
    assert all(f"{cell}" in words for cell in row[1:])
    assert "…" not in words


def test_where_no_terminal_is_nothing_is_said_unless_asked_for(archive: Archive) -> None:
    """Cron mails what is said; with --verbose a line comes now and then."""
    crawl, noted = _running(archive, "/a")
    told = []
    for is_verbose in (False, True):
        clock, console = Clock(), _console(is_terminal=False)
        with Progress(console, is_verbose=is_verbose, clock=clock) as progress:
            progress.add(crawl)
            for clock.now in (10.0, 20.0, 40.0, 50.0):
                progress.noted(noted)
        told.append(_shown(console).splitlines())
    assert told[0] == []
    assert told[1] == ["news: 1 page, 1 new, 4 a minute, at least 13 s left"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (90, "2 min"), (3600, "1 h 00 min"), (7509, "2 h 05 min")],
)
def test_spans_are_told_in_words(seconds: float, words: str) -> None:
    """As exactly as is of use."""
    assert shown_span(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"), [(0, ""), (1, "1 kB"), (99_999, "100 kB"), (1_250_000, "1.2 MB")]
)
def test_sizes_are_told_in_units(size: int, words: str) -> None:
    """Nothing for none."""
    assert shown_size(size) == words


def test_past_crawls_are_listed(tmp_path: Path) -> None:
    """With what each counted, how long it took, how much came, and why it stopped."""
    home = answer(page("Home", *LONG, *(f'<a href="/{n}">x</a>' for n in range(9))))
    wall = answer(
        b"<title>Just a moment...</title>", status="403 No", fields="cf-mitigated: block\r\n"
    )
    walls = {str(n): wall for n in range(9)}
    with Ugly({"robots.txt": NO_RULES, "home": home, **walls}) as site:
        source(tmp_path, site, "walled")
        source(tmp_path, site, "open", "[scope]", "max_depth = 0")
        assert crawl(tmp_path, "walled").code in (4, 5)
        assert crawl(tmp_path, "open").code == 0
    every = greffe(tmp_path, "status", "--crawls", "--json").objects
    assert [one["source"] for one in every] == ["open", "walled"]
    assert all(one["stats"]["bytes"] > 0 for one in every)
    assert "block pages in a row" in every[1]["reason"]
    (one,) = greffe(tmp_path, "status", "walled", "--crawls", "--json").objects
    assert one == every[1]
    shown = greffe(tmp_path, "status", "walled", "--crawls").out
    assert "stopped: " in shown
    assert "received" in shown.splitlines()[0]
    assert greffe(tmp_path, "status", "nobody", "--crawls").code == 65
    (_, last) = greffe(tmp_path, "status", "open", "--json").objects
    assert last["source"] == "open"


def test_counts_of_an_interrupted_crawl_and_what_goes_on_are_added(archive: Archive) -> None:
    """Duration, too: they are one crawl."""
    clock: Any = SimpleNamespace(now=datetime(2026, 1, 1, tzinfo=UTC))
    source = Source("s", "S", ("http://news.example/",), Scope(("example,news)/",)))
    for minute, reason in ((1, "shutdown"), (3, "finished")):
        one = Crawl(archive, source, clock=lambda: clock.now)
        clock.now = clock.now.replace(minute=minute)
        one.end(reason)
    (crawl,) = archive.crawls()
    assert crawl.stats["seconds"] == 180
    assert crawl.outcome == "done"


def test_a_crawl_on_a_terminal_ends_in_its_summary(tmp_path: Path) -> None:
    """On one of forty columns as well; no line is wider."""
    with Ugly({"robots.txt": NO_RULES, "home": answer(page("Home", *LONG))}) as site:
        source(tmp_path, site, "a-source-with-a-long-name")
        code, shown = on_a_terminal(tmp_path, "crawl", "--all", "--allow-private", columns=40)
    assert code == 0
    # What is shown of a running crawl begins its line again when it is shown anew.
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode()).rstrip())
    assert max(map(len, lines)) <= 40
    assert "done: 1 page, 1 new" in " ".join(line.strip() for line in lines[-4:])
