"""A host that answers with block pages is asked ever more rarely."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.test import get_crawler

from archive import Archive
from archive.store.captures import Capture
from crawler.fetch.slowdown import SlowDown
from tests.exchanges import exchange, page
from tests.house import greffe
from tests.servers.threaded import Answering, Served

WALL = "Content-Type: text/html\r\ncf-mitigated: challenge\r\n"


def _slowing(slot: Slot, **settings: object) -> tuple[SlowDown, Crawler]:
    crawler = get_crawler(settings_dict=settings)
    downloader = SimpleNamespace(slots={"h": slot})
    crawler.engine = SimpleNamespace(downloader=downloader)  # type: ignore[assignment]
    return SlowDown.from_crawler(crawler), crawler


def _delays(slot: Slot, backoff: SlowDown, answers: list[Capture]) -> list[float]:
    delays = []
    for capture in answers:
        meta = {"download_slot": "h", "greffe_capture": capture}
        backoff.response_downloaded(Request("http://h/", meta=meta))
        delays.append(slot.delay)
    return delays


def test_the_delay_doubles_up_to_a_limit_and_comes_back(archive: Archive) -> None:
    """Every block page doubles it, every other answer halves it until it is what it was."""
    wall, _ = archive.add(exchange("http://h/a", b"<title>x", status="403 No", fields=WALL))
    good, _ = archive.add(exchange("http://h/b", page("News", "It rained.")))
    slot = Slot(1, 1.0, 0.0)
    backoff, _ = _slowing(slot, GREFFE_BLOCK_DELAY_MAX=10)
    assert _delays(slot, backoff, [good, wall, wall, wall, wall]) == [1, 2, 4, 8, 10]
    assert _delays(slot, backoff, [good, good, good, good, good]) == [5, 2.5, 1.25, 1, 1]


def test_what_lowers_the_delay_is_overruled(archive: Archive) -> None:
    """AutoThrottle thinks that a block page comes quickly."""
    wall, _ = archive.add(exchange("http://h/a", b"<title>x", status="403 No", fields=WALL))
    slot = Slot(1, 1.0, 0.0)
    backoff, _ = _slowing(slot)
    assert _delays(slot, backoff, [wall, wall]) == [2, 4]
    slot.delay = 0.5
    backoff.response_downloaded(Request("http://h/", meta={"download_slot": "h"}))
    assert slot.delay == 4


def test_a_page_to_log_in_at_slows_nothing(archive: Archive) -> None:
    """It answers the same however rarely it is asked."""
    body = page("Log in", "Members only.", "<form><input name=u><input type=password></form>")
    login, _ = archive.add(exchange("http://h/a", body))
    assert login.wall == "login"
    slot = Slot(1, 1.0, 0.0)
    backoff, _ = _slowing(slot)
    assert _delays(slot, backoff, [login]) == [1]


def test_a_limit_of_nothing_turns_it_off() -> None:
    """For one's own machines."""
    with pytest.raises(NotConfigured):
        _slowing(Slot(1, 1.0, 0.0), GREFFE_BLOCK_DELAY_MAX=0)


class _Site(Answering):
    """A site of one page with links to three block pages."""

    asked: ClassVar[list[float]] = []

    def respond(self) -> None:
        """Answer."""
        if self.path[1:].isdigit():
            self.asked.append(time.monotonic())
            block = b"<title>Just a moment...</title>"
            self.answer(403, block, fields={"cf-mitigated": "challenge"})
            return
        links = "".join(f'<p><a href="/{n}">Page {n} of three</a></p>' for n in range(3))
        self.answer(404 if self.path == "/robots.txt" else 200, links.encode())


def test_a_crawl_slows_down_and_status_says_what_it_met(tmp_path: Path) -> None:
    """The time between requests grows; the kinds of block pages are counted for the source."""
    with Served(_Site) as server:
        (tmp_path / "sources").mkdir()
        text = f'name = "b"\nseeds = ["{server.base}/"]\ndelay = 0.5\n'
        (tmp_path / "sources" / "b.toml").write_text(text, encoding="utf-8")
        ran = greffe(tmp_path, "crawl", "b", "--allow-private")
    assert ran.code == 4, ran
    # A slot's delay varies by half.
    first, second = (b - a for a, b in pairwise(_Site.asked))
    assert first > 0.45
    assert second > 0.95
    assert "b: block pages in all: 3 challenge" in greffe(tmp_path, "status", "b").out
    assert '"blocked": {"challenge": 3}' in greffe(tmp_path, "status", "--json").out
