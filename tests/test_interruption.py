"""A crawl that is stopped, however roughly, loses nothing and goes on where it was."""

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from archive import Archive
from demo.server import DemoWeb
from demo.sources import write_sources
from tests.house import GREFFE, PRIVATE, greffe

SITE = "kura-courier"


def _stopped(folder: Path, web: DemoWeb, after: int, how: signal.Signals) -> tuple[int, str]:
    """Begin a crawl and stop it once the web has been asked that often."""
    command = [str(GREFFE), "crawl", SITE, *PRIVATE]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
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
    """Killed again and again: what was captured stays, the rest is fetched, nothing twice."""
    with DemoWeb() as web:
        write_sources(web, tmp_path / "sources")
        kept: set[str] = set()
        in_flight = 0
        for after in (3, 15, 40):
            code, _ = _stopped(tmp_path, web, len(web.log) + after, signal.SIGKILL)
            assert code == -signal.SIGKILL
            now = _acknowledged(tmp_path)
            assert kept <= now
            in_flight += 16  # what may be asked for and not yet captured when it is killed
            kept = now
        last = greffe(tmp_path, "crawl", SITE, *PRIVATE)
        assert last.code == 0, last
        asked = Counter(one.target for one in web.log if one.target != "/robots.txt")
        again = sum(count - 1 for count in asked.values())
        assert again <= in_flight
        whole = tmp_path / "whole"
        whole.mkdir()
        write_sources(web, whole / "sources")
        assert greffe(whole, "crawl", SITE, *PRIVATE).code == 0
        assert _acknowledged(tmp_path) == _acknowledged(whole)


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
