"""``greffe status``: how the sources do, and whether anything is wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.health.noting import noted
from archive.health.plan import Plan
from tests.health import Newsroom
from tests.house import Ran, greffe, on_a_terminal


def _rooms(path: Path, days_ago: float = 0) -> None:
    """An archive with a source that does well and one that is blocked, so many days ago."""
    now = datetime.now(UTC) - timedelta(days=days_ago)
    with Archive.open(path) as archive:
        well = Newsroom(archive, "well", now=now, title="All Is Well")
        ill = Newsroom(archive, "ill", now=now)
        for days in range(12, 0, -1):
            well.crawl(days, 1)
            ill.crawl(days, 1)
        noted(archive, now - timedelta(days=1))
        well.crawl(0, 1)
        ill.crawl(0, outcome="blocked", counts={"blocked": 5, "ok": 0}, walls=2)
        noted(archive, now)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that archive, of today."""
    folder = tmp_path_factory.mktemp("status")
    _rooms(folder / "greffe.db")
    return folder


def test_the_worst_comes_first_in_words_and_bars(folder: Path) -> None:
    """One line a source, and below it what is wrong with what."""
    lines = greffe(folder, "status").out.splitlines()
    assert lines[2].split() == ["state", "source", "crawl", "new", "text", "12", "weeks", "next"]
    ill = lines[3].split()
    assert ill[:5] == ["✗", "blocked", "ill", "0", "min"]
    assert "greffe source check ill --live" in lines[3]
    assert lines[4].split()[:3] == ["✓", "ok", "well"]
    assert "█" in lines[4]
    assert lines[6].startswith("ill: the last crawl, ")


def test_on_a_narrow_terminal_the_next_step_stands_below(folder: Path) -> None:
    """With colour; the lines of the table are not broken."""
    code, shown = on_a_terminal(folder, "status", columns=80)
    text = shown.decode()
    assert code == 0
    assert "\x1b[1;31m✗ blocked" in text
    assert "  next: greffe source check ill --live" in text


def test_programs_get_an_object_a_source(folder: Path) -> None:
    """With the numbers, and what the last crawl counted."""
    _, ill, well = greffe(folder, "status", "--json").objects
    assert (ill["source"], ill["state"], ill["is_fine"]) == ("ill", "blocked", False)
    assert ill["outcome"] == "blocked"
    assert ill["blocked"] == {"challenge": 2}
    assert (well["state"], well["title"], len(well["weeks"])) == ("ok", "All Is Well", 52)
    assert sum(well["weeks"]) == 13


def test_one_source_is_shown_with_its_past(folder: Path) -> None:
    """The states it was in, and its block pages by kind."""
    shown = greffe(folder, "status", "ill").out
    assert "ill: block pages in all: 2 challenge" in shown
    assert ": ok: " in shown
    assert "All Is Well" not in shown


def test_check_names_what_is_wrong_and_ends_with_4(folder: Path) -> None:
    """Nothing of what is well, so that cron sends no mail of it."""
    ran = greffe(folder, "status", "--check")
    assert ran.code == 4
    (line,) = ran.out.splitlines()
    assert line.startswith("ill: blocked since ")
    (told,) = greffe(folder, "status", "--check", "--json").objects
    assert (told["source"], told["state"]) == ("ill", "blocked")
    assert greffe(folder, "status", "--check", "--after", "2") == Ran(0, "", "")
    assert greffe(folder, "status", "--check", "well") == Ran(0, "", "")
    assert greffe(folder, "status", "--check", "nobody").code == 65


def test_check_ends_with_3_where_nothing_has_run(tmp_path: Path) -> None:
    """For longer than the sources are crawled as a rule."""
    _rooms(tmp_path / "greffe.db", 20)
    ran = greffe(tmp_path, "status", "--check")
    assert ran.code == 3
    assert ran.out.startswith("nothing has run since 2")
    assert "well: late: no crawl has begun since" in ran.out


def test_check_says_that_a_crawl_never_started(tmp_path: Path) -> None:
    """Of an archive without sources, of source files without a crawl, and without an archive."""
    ran = greffe(tmp_path, "status", "--check")
    assert ran.code == 66
    assert "nothing has run: no archive at greffe.db" in ran.err
    Archive.open(tmp_path / "greffe.db").close()
    assert greffe(tmp_path, "status", "--check").out.startswith("no crawl has ever run")
    (tmp_path / "sources").mkdir()
    for name in ("one", "two"):
        text = f'name = "{name}"\nseeds = ["http://{name}.example/"]\n'
        (tmp_path / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "sources" / "three.toml").write_text("name = three\n", encoding="utf-8")
    ran = greffe(tmp_path, "status", "--check")
    assert ran.code == 3
    assert ran.out.count("never crawled: ") == 3
    line = "three: never crawled: its source file cannot be read; next: greffe source check three"
    assert line in ran.out
    (tmp_path / "sources" / "three.toml").unlink()
    with Archive.open(tmp_path / "greffe.db") as archive:
        Newsroom(archive, "one", now=datetime.now(UTC)).crawl(0, 1)
    ran = greffe(tmp_path, "status", "--check")
    assert (ran.code, ran.out.count("\n")) == (4, 1)


def test_a_plan_says_how_late_is_late(tmp_path: Path) -> None:
    """A source that is to be crawled every hour is late after three."""
    now = datetime.now(UTC) - timedelta(hours=60)
    with Archive.open(tmp_path / "greffe.db") as archive:
        plan = Plan(("http://hourly.example/",), (), interval=timedelta(hours=1))
        Newsroom(archive, "hourly", plan, now).crawl(0, 1)
    assert "planned at least every 1 hour" in greffe(tmp_path, "status", "--check").out


def test_sources_without_a_file_are_retired(tmp_path: Path) -> None:
    """Where there are source files at all; a disabled one counts as none."""
    _rooms(tmp_path / "greffe.db", 20)
    (tmp_path / "sources").mkdir()
    file = tmp_path / "sources" / "well.toml"
    file.write_text('name = "well"\nenabled = true\n', encoding="utf-8")
    assert greffe(tmp_path, "status", "--check").out.count("late") == 1
    file.write_text('name = "well"\nenabled = false\n', encoding="utf-8")
    assert "retired" in greffe(tmp_path, "status").out
    assert greffe(tmp_path, "status", "--check") == Ran(0, "", "")  # nothing is to run
    file.write_text("name = well\n", encoding="utf-8")  # no TOML: it is the source of that name
    assert "well: late" in greffe(tmp_path, "status", "--check").out


def test_a_check_writes_nothing(tmp_path: Path) -> None:
    """The archive may be one of another user, or on a medium for reading only."""
    path = tmp_path / "greffe.db"
    _rooms(path)
    before = path.read_bytes()
    path.chmod(0o444)
    assert greffe(tmp_path, "status", "--check").code == 4
    assert path.read_bytes() == before
    log = tmp_path / "greffe.db-wal"
    assert not log.exists() or not log.stat().st_size
