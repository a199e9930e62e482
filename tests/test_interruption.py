"""A crawl that is stopped, however roughly, loses nothing and goes on where it was."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path
from typing import ClassVar

import pytest

from archive import Archive
from crawler.crawl import BLOCKS_IN_A_ROW
from demo.server import DemoWeb
from demo.sources import write_sources
from tests.house import PRIVATE, begun, greffe
from tests.killing import IN_FLIGHT, Moment, Victim, linked_source
from tests.servers.linked import Linked
from tests.servers.threaded import Answering, Served
from tests.zygote import Command

SITE = "kura-courier"


def _stopped(folder: Path, web: DemoWeb, after: int, how: signal.Signals) -> tuple[int, str]:
    """Begin a crawl and stop it once the web has been asked that often."""
    process = begun(folder, "crawl", SITE, *PRIVATE)
    until = time.monotonic() + 30
    while len(web.log) < after and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(how)
    _, said = process.communicate(timeout=30)
    return process.returncode, said


def _acknowledged(folder: Path) -> set[str]:
    path = folder / "greffe.db"
    if not path.exists():
        return set()
    with Archive.open(path, create=False) as archive:
        captures = list(archive.all_captures())
        for capture in captures:
            assert archive.records(capture)  # decodes and matches its digest
        return {capture.url for capture in captures}


@pytest.mark.slow
def test_a_killed_crawl_loses_and_repeats_nothing(tmp_path: Path) -> None:
    """Killed as it makes its archive and again and again: what was captured stays and is sound.

    The rest is fetched, and nothing twice but what was under way. ``benchmarks/kills.py`` does
    this at a hundred random moments.
    """
    with Linked(100, delay=0.002) as site:
        linked_source(tmp_path, site.home)
        victim = Victim(tmp_path, "linked", site.home, lambda: tuple(site.asked))
        for moment in (
            Moment("lock"),
            Moment("requests", requests=2),
            Moment("requests", pause=0.01, requests=30),
            Moment("requests", requests=45),
        ):
            killed = victim.killed(moment)
            assert not killed.was_over
            assert killed.gone == frozenset()
            assert killed.faults == ()
            assert killed.orphans == ()
            assert len(killed.lost) <= IN_FLIGHT
        assert killed.held > 45
        assert victim.finished() == 0
        assert victim.needless() == {}
        assert site.targets <= set(site.asked)
        assert victim.captured() >= {site.home + target[1:] for target in site.targets}


def test_an_interrupted_crawl_says_how_to_go_on(tmp_path: Path) -> None:
    """Ctrl-C ends it cleanly, with a code of its own; the same command does the rest."""
    with DemoWeb() as web:
        write_sources(web, tmp_path / "sources")
        code, said = _stopped(tmp_path, web, 12, signal.SIGINT)
        assert code == 130, said
        assert f"`greffe crawl {SITE}` goes on from here" in said
        assert "Traceback" not in said
        before = _acknowledged(tmp_path)
        assert greffe(tmp_path, "crawl", SITE, *PRIVATE).code == 0
        assert before < _acknowledged(tmp_path)
        with Archive.open(tmp_path / "greffe.db") as archive:
            (crawl,) = archive.crawls()
            assert crawl.outcome == "done"
            assert crawl.stats["ok"] > 12


def _polite(folder: Path, web: DemoWeb) -> Command:
    """A crawl that waits two seconds between requests, once it has begun."""
    write_sources(web, folder / "sources")
    path = folder / "sources" / f"{SITE}.toml"
    text = re.sub(r"(?m)^delay = .*$", "delay = 2.0", path.read_text(encoding="utf-8"))
    assert "delay = 2.0" in text
    path.write_text(text, encoding="utf-8")
    process = begun(folder, "crawl", SITE, "--allow-private")
    until = time.monotonic() + 30
    while len(web.log) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    return process


def test_what_waits_for_its_turn_is_not_asked_for_after_a_stop(tmp_path: Path) -> None:
    """A polite crawl ends as soon as what is under way has, and leaves the rest to the next."""
    with DemoWeb() as web:
        process = _polite(tmp_path, web)
        time.sleep(1)
        asked = len(web.log)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130, said
        assert said.count("stopping") == 1
        assert len(web.log) <= asked + 1
        with Archive.open(tmp_path / "greffe.db") as archive:
            assert archive.frontier_counts(SITE)["waiting"]


def test_a_second_crawl_beside_a_running_one_is_told_by_whom(tmp_path: Path) -> None:
    """It ends at once with a code of its own and names the process that holds the archive."""
    with DemoWeb() as web:
        process = _polite(tmp_path, web)
        second = greffe(tmp_path, "crawl", SITE, *PRIVATE)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert second.code == 75, second
    assert f"another crawl is writing greffe.db (process {process.pid}, since " in second.err
    assert process.returncode == 130, said


def test_to_be_told_twice_is_to_be_interrupted(tmp_path: Path) -> None:
    """Whoever presses Ctrl-C again has not made the crawl fail."""
    with DemoWeb() as web:
        process = _polite(tmp_path, web)
        process.send_signal(signal.SIGINT)
        time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 130, said
        assert "goes on from here" in said


class _Blocking(Answering):
    """A site of one page with thirty links, all of which lead to block pages."""

    asked: ClassVar[list[str]] = []

    def respond(self) -> None:
        """Answer."""
        self.asked.append(self.path)
        if self.path == "/":
            links = "".join(f'<p><a href="/{n}">Page {n} of thirty</a></p>' for n in range(30))
            self.answer(200, links.encode())
            return
        fields = {"cf-mitigated": "challenge"} if self.path[1:].isdigit() else {}
        status = 404 if self.path == "/robots.txt" else 403
        self.answer(status, b"<title>Just a moment...</title>", fields=fields)


def test_a_site_that_blocks_is_left_alone_at_once(tmp_path: Path) -> None:
    """What already waits for its turn with the site is not asked for."""
    with Served(_Blocking) as server:
        (tmp_path / "sources").mkdir()
        text = f'name = "b"\nseeds = ["{server.base}/"]\ndelay = 0.1\n'
        (tmp_path / "sources" / "b.toml").write_text(text, encoding="utf-8")
        ran = greffe(tmp_path, "crawl", "b", "--allow-private")
    assert ran.code == 5, ran
    blocked = [path for path in _Blocking.asked if path[1:].isdigit()]
    assert BLOCKS_IN_A_ROW <= len(blocked) <= BLOCKS_IN_A_ROW + 1
