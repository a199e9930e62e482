"""``greffe crawl --due``: real runs, one after another and at once, with local servers."""

from __future__ import annotations

import os
import re
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import Exit
from crawler.lock import at_work, held
from tests.exchanges import LONG, page
from tests.house import PRIVATE, Ran, begun, greffe
from tests.servers.linked import Linked
from tests.servers.ugly import Case, Ugly
from tests.visits import NO_RULES, answer, asked, source, told
from tests.zygote import Command

HOME = answer(page("Home", *LONG, '<a href="/one">one</a>'))
ONE = answer(page("One", *LONG))
GOOD = {"robots.txt": NO_RULES, "home": HOME, "one": ONE}


def _due(folder: Path, *arguments: str) -> Ran:
    return greffe(folder, "crawl", "--due", *arguments, *PRIVATE)


def _turn_back(folder: Path, hours: float) -> None:
    """Let all that an archive knows have happened so long ago."""
    with Archive.open(folder / "greffe.db") as archive, archive.transaction():
        span = round(hours * 3600 * 1_000_000)
        for sql in (
            "UPDATE crawl SET began = began - ?1, ended = ended - ?1",
            "UPDATE frontier SET due = due - ?1, settled = settled - ?1, found = found - ?1",
            "UPDATE capture SET time = time - ?1",
        ):
            archive.connection.execute(sql, (span,))


def test_what_is_due_is_crawled_and_then_nothing_is(tmp_path: Path) -> None:
    """Where nobody looks on, a run that finds nothing due says nothing: cron mails every word."""
    with Ugly(GOOD) as site:
        source(tmp_path, site)
        first = _due(tmp_path)
        assert (first.code, first.err) == (Exit.DONE, "")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \S+  s: done, 2 pages, 2 new\n", first.out)
        again = _due(tmp_path)
        assert (again.code, again.out, again.err) == (Exit.NOTHING, "", "")
        assert _due(tmp_path, "--json").objects == [{"outcome": "nothing due"}]
        assert "nothing is due" in _due(tmp_path, "-v").err
        assert asked(site) == ["/robots.txt", "/home", "/one"]
        _turn_back(tmp_path, 200)
        later = _due(tmp_path)
        assert later.code == Exit.DONE
        assert asked(site).count("/home") == 2


def test_the_schedule_tells_what_is_next(tmp_path: Path) -> None:
    """Before the first crawl, after it, and once something is due."""
    with Ugly(GOOD) as site:
        source(tmp_path, site)
        before = told(greffe(tmp_path, "schedule", "--json"))
        assert (before["is_due"], before["why"], before["last"]) == (True, "never crawled", None)
        _due(tmp_path)
        after = told(greffe(tmp_path, "schedule", "--json"))
        assert not after["is_due"]
        assert after["outcome"] == "done"
        assert datetime.fromisoformat(after["due"]) > datetime.now(UTC)
        shown = greffe(tmp_path, "schedule")
        assert shown.code == Exit.DONE
        assert re.search(r"^s +\d{4}-\d\d-\d\d .* in \d+ min", shown.out, re.MULTILINE)
        _turn_back(tmp_path, 200)
        assert re.search(r"^s +now +for 19\d h", greffe(tmp_path, "schedule").out, re.MULTILINE)


def test_names_narrow_what_is_due(tmp_path: Path) -> None:
    """And one wrong source file stops no other, but is told."""
    with Ugly(GOOD) as site:
        source(tmp_path, site, "a")
        source(tmp_path, site, "b")
        assert told(_due(tmp_path, "b", "--json"))["source"] == "b"
        (tmp_path / "sources" / "c.toml").write_text('name = "c"\n', encoding="utf-8")
        ran = _due(tmp_path, "--json")
        assert ran.code == Exit.PARTLY
        assert [report["source"] for report in ran.objects] == ["a"]
        assert "c.toml" in ran.err


# Two at once


def test_a_second_run_ends_at_once_and_without_a_word(tmp_path: Path) -> None:
    """To a person, or a program, it says who is at work since when."""
    path = tmp_path / "greffe.db"
    with Ugly(GOOD) as site, held(path, timedelta(minutes=50)):
        source(tmp_path, site)
        quiet = _due(tmp_path)
        assert (quiet.code, quiet.out, quiet.err) == (Exit.LOCKED, "", "")
        said = _due(tmp_path, "-v").err
        assert re.search(rf"process {os.getpid()}, since \S+ \S+ UTC, until \S+ \S+ UTC", said)
        (one,) = _due(tmp_path, "--json").objects
        assert (one["outcome"], one["process"], one["late"]) == ("locked", os.getpid(), False)
        assert abs(datetime.fromisoformat(one["since"]) - datetime.now(UTC)) < timedelta(minutes=1)
        assert asked(site) == []


def test_a_run_that_hangs_is_told_of(tmp_path: Path) -> None:
    """A quarter of an hour after its time; else everything would fall silent."""
    path = tmp_path / "greffe.db"
    with Ugly(GOOD) as site, held(path, timedelta(minutes=-20)):
        source(tmp_path, site)
        ran = _due(tmp_path)
    assert ran.code == Exit.LOCKED
    assert f"`kill {os.getpid()}`" in ran.err


def test_the_schedule_tells_of_a_crawl_that_goes_on(tmp_path: Path) -> None:
    """And not of one that was killed: its note stays, its process does not."""
    path = tmp_path / "greffe.db"
    with held(path, timedelta(minutes=50)):
        holder = at_work(path)
        assert holder is not None
        assert holder.process == os.getpid()
        assert holder.until is not None
        assert holder.until - holder.since == timedelta(minutes=50)
    assert at_work(path) is None
    note = "process 4194305, since 2026-01-01 10:00:00 UTC\n"  # more than Linux gives
    path.with_name("greffe.db.lock").write_text(note, encoding="utf-8")
    assert at_work(path) is None


# Budgets


@pytest.mark.slow
def test_a_run_keeps_to_its_pages(tmp_path: Path) -> None:
    """All sources together; the next run goes on, and each line says why it stopped."""
    with Linked(12) as site:
        for name in ("a", "b"):
            _linked(tmp_path, site.home, name)
        ran = _due(tmp_path, "--pages", "10", "--json")
        assert ran.code == Exit.INTERRUPTED
        assert sum(one["counts"].get("ok", 0) for one in ran.objects) == 10
        assert any("as many pages" in str(one["reason"]) for one in ran.objects)
        _turn_back(tmp_path, 1)
        assert _due(tmp_path).code == Exit.DONE
        with Archive.open(tmp_path / "greffe.db") as archive:
            had = {(one.source, one.url) for one in archive.all_captures()}
        pages = {site.home + target[1:] for target in site.targets}
        assert had >= {(name, url) for name in "ab" for url in pages}


def _linked(folder: Path, home: str, name: str, *lines: str) -> None:
    (folder / "sources").mkdir(exist_ok=True)
    text = (f'name = "{name}"', f'seeds = ["{home}"]', "delay = 0", "allow_private = true", *lines)
    (folder / "sources" / f"{name}.toml").write_text("\n".join(text), encoding="utf-8")


@pytest.mark.slow
def test_a_run_keeps_to_its_time(tmp_path: Path) -> None:
    """What is under way is finished and kept."""
    with Linked(4000, delay=0.02) as site:
        _linked(tmp_path, site.home, "a")
        began = time.monotonic()
        ran = _due(tmp_path, "--minutes", "0.03", "--json")
        took = time.monotonic() - began
    report = told(ran)
    assert ran.code == Exit.INTERRUPTED
    assert report["reason"] == "the time of the run was up"
    assert report["counts"]["ok"] > 0
    assert took < 30
    assert told(greffe(tmp_path, "schedule", "--json"))["why"] != "its crawl was cut off"


@pytest.mark.slow
def test_a_source_that_hangs_keeps_no_other_waiting(tmp_path: Path) -> None:
    """Neither in this run nor, by its own minutes, for the next one."""
    late = Case((3.5, *HOME.steps))
    with Ugly({"robots.txt": NO_RULES, "home": late}) as slow, Ugly(GOOD) as site:
        source(tmp_path, slow, "a-slow", "[schedule]", "minutes = 0.03")
        source(tmp_path, site, "good")
        ran = _due(tmp_path)
    assert ran.code == Exit.INTERRUPTED
    assert "good: done, 2 pages" in ran.out
    assert "a-slow: interrupted, 1 page, 1 new; stopped: it ran for 0.03 minutes" in ran.out
    with Archive.open(tmp_path / "greffe.db") as archive:
        ended = {crawl.source: crawl.ended for crawl in archive.crawls()}
    assert str(ended["good"]) < str(ended["a-slow"])


def _begun(folder: Path, *arguments: str) -> Command:
    return begun(folder, "crawl", "--due", *arguments, *PRIVATE)


@pytest.mark.slow
def test_a_run_that_is_told_to_end_goes_on_with_the_next(tmp_path: Path) -> None:
    """As systemd and a shutdown do; the source is due at once."""
    with Linked(60, delay=0.01) as site:
        _linked(tmp_path, site.home, "a")
        process = _begun(tmp_path)
        until = time.monotonic() + 30
        while len(site.asked) < 20 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert process.returncode == Exit.INTERRUPTED, said
        turn = told(greffe(tmp_path, "schedule", "--json"))
        assert (turn["is_due"], turn["why"]) == (True, "its crawl was cut off")
        before = len(site.asked)
        assert _due(tmp_path).code == Exit.DONE
        assert len(set(site.asked)) >= 60
        assert len(site.asked) - before <= 60 - before + 20
