"""``greffe verify`` as people use it: gone on with, recorded, and telling which capture is hurt."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from archive import Archive
from archive.cli.main import run
from archive.fixity import Fault, Position, Verified, verified
from archive.fixity.journal import Journal
from archive.store import events, frames
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe

HOST = "http://news.example"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An archive of many short pages, as a file."""
    return grown(tmp_path_factory.mktemp("many") / "greffe.db", 250).read_bytes()


def grown(path: Path, pages: int) -> Path:
    """An archive of short pages, in one file."""
    with Archive.open(path) as archive, archive.transaction():
        for number in range(pages):
            archive.add(exchange(f"{HOST}/{number}", b"<p>%d" % number, hours=number))
    with Archive.open(path) as archive:
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def now() -> Callable[[], object]:
    """A clock that is an hour further each time."""
    times = iter(DAY_ONE + timedelta(hours=hours) for hours in range(99))
    return lambda: next(times)


def interrupted(path: Path, at: Position, after: int) -> None:
    """Verify until so many positions were kept, then be interrupted."""
    kept = 0

    def keep(_: Position) -> None:
        nonlocal kept
        kept += 1
        if kept == after:
            raise KeyboardInterrupt

    with (
        Archive.open(path, create=False, read_only=True) as archive,
        pytest.raises(KeyboardInterrupt),
    ):
        verified(archive, lambda _: None, at=at, keep=keep)


@pytest.mark.parametrize("after", [1, 2, 3, 4, 6, 9])
def test_a_check_goes_on_where_it_stopped(tmp_path: Path, many: bytes, after: int) -> None:
    """And comes to what a check without interruption finds, and tells what was found before."""
    path = tmp_path / "greffe.db"
    path.write_bytes(many)
    with Archive.open(path) as archive:
        archive.connection.execute("UPDATE frame SET digest = zeroblob(32) WHERE id IN (7, 240)")
        whole: list[Fault] = []
        expected = verified(archive, whole.append)
    at = Position()
    interrupted(path, at, after)
    at = Position.of(json.loads(json.dumps(at.noted())))
    told: list[Fault] = []
    with Archive.open(path, create=False, read_only=True) as archive:
        assert verified(archive, told.append, at=at) == expected
    assert told == whole
    assert expected.captures == 250


def test_a_check_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    """By the next one, unless that is to begin anew; one that ended is never gone on with."""
    path = grown(tmp_path / "greffe.db", 3)
    clock = now()
    killed = Journal(path, clock)  # type: ignore[arg-type]
    assert killed.goes_on is None
    killed.keep(Position(step=1, after=2, outcome=Verified(captures=2)))
    killed.close()
    second = Journal(path, clock)  # type: ignore[arg-type]
    assert (second.position.step, second.position.after) == (1, 2)
    assert second.goes_on == DAY_ONE
    second.close()
    third = Journal(path, clock, again=True)  # type: ignore[arg-type]
    assert third.position == Position()
    third.end()
    third.close()
    assert Journal(path, clock).goes_on is None  # type: ignore[arg-type]


def _interrupted(path: Path, *arguments: str) -> int:
    """Run a command, with Ctrl-C as soon as it has begun to write down where it is."""
    child = os.fork()
    if child == 0:
        written = Journal.keep

        def keep(self: Journal, position: Position) -> None:
            written(self, position)
            if position.step == 1:
                signal.raise_signal(signal.SIGINT)

        Journal.keep = keep  # type: ignore[method-assign]
        code = run(["--archive", str(path), *arguments])
        sys.stdout.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_check_that_is_interrupted_says_how_it_goes_on(
    tmp_path: Path, many: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """Status says so too; the next run does."""
    path = tmp_path / "greffe.db"
    path.write_bytes(many)
    assert _interrupted(path, "verify") == 130
    assert capfd.readouterr().err == "interrupted; run it again to go on\n"
    assert "has not ended; `greffe verify` goes on with it" in greffe(tmp_path, "status").out
    assert greffe(tmp_path, "status", "--json").objects[0]["verifying"]["outcome"] == "unended"
    second = greffe(tmp_path, "verify")
    assert second.code == 0
    assert "going on with the check of" in second.err
    assert "is sound: 250 captures" in second.out


def test_a_check_is_an_event_and_status_shows_it(tmp_path: Path) -> None:
    """When, by what, with what outcome, and what was found."""
    path = grown(tmp_path / "greffe.db", 3)
    assert "never verified" in greffe(tmp_path, "status").out
    assert greffe(tmp_path, "status", "--json").objects[0]["verified"] is None
    greffe(tmp_path, "verify")
    assert ": sound" in greffe(tmp_path, "status").out
    with Archive.open(path) as archive:
        archive.connection.execute("UPDATE frame SET digest = zeroblob(32) WHERE id = 2")
        damaged = greffe(tmp_path, "verify", "--json")
        assert damaged.code == 70
        *_, second = reversed(events.past(archive.connection, "fixity check", 5))
    assert second.outcome == "damaged"
    assert second.program.startswith("greffe ")
    assert second.detail["faults"][0]["capture"] == 2
    assert second.began <= (second.ended or DAY_ONE)
    assert "damaged in 1 places" in greffe(tmp_path, "status").out
    shown = greffe(tmp_path, "status", "--json").objects[0]
    assert (shown["verified"]["outcome"], shown["verified"]["damaged"]) == ("damaged", 1)
    assert shown["verifying"] is None


def test_what_rests_on_a_damaged_frame_is_told_apart(tmp_path: Path) -> None:
    """One capture is damaged; others cannot be read because of it; the rest is sound."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        for hours in range(4):
            html = page("Report", *LONG, f"As of hour {hours}.")
            archive.add(exchange(f"{HOST}/report", html, hours=hours))
        picture = "Content-Type: image/png\r\n"
        archive.add(exchange("http://other.example/b", os.urandom(9000), fields=picture))
        (first, *above) = range(1, 5)
        assert frames.resting_on(archive.connection, 1) == above
        sql = (
            "UPDATE frame SET data = CAST(substr(data, 1, 60) || x'00' || substr(data, 62) "
            "AS BLOB) WHERE id = 1"
        )
        archive.connection.execute(sql)
    *found, summary = greffe(tmp_path, "verify", "--json").objects
    own = [fault["capture"] for fault in found if fault["cause"] is None]
    others = {fault["capture"]: fault["cause"] for fault in found if fault["cause"]}
    assert own == [first]
    assert others == dict.fromkeys(above, first)
    assert f"frame 1 of capture {first}, which is damaged" in found[1]["reason"]
    assert summary["captures"] == 5


def _page_of(path: Path, table: str) -> int:
    """A leaf page in the middle of a table, and how many rows stand on it."""
    with sqlite3.connect(path) as plain:
        sql = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path"
        pages = [row[0] for row in plain.execute(sql, (table,))]
    plain.close()
    return int(pages[len(pages) // 2])


def test_rows_that_cannot_be_read_are_named_by_what_the_index_says(
    tmp_path: Path, many: bytes
) -> None:
    """All others are verified; the file is not written to but for the outcome."""
    path = tmp_path / "greffe.db"
    path.write_bytes(many)
    place = (_page_of(path, "capture") - 1) * 4096
    data = bytearray(path.read_bytes())
    data[place : place + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    ran = greffe(tmp_path, "verify", "--json")
    assert ran.code == 70, ran
    *found, summary = ran.objects
    lost = [fault for fault in found if "its row cannot be read" in fault["reason"]]
    assert 1 < len(lost) < 100
    assert summary["captures"] == 250 - len(lost)
    assert all(
        f", example,news)/{fault['capture'] - 1} of 2025-" in fault["where"] for fault in lost
    )
    shown = greffe(tmp_path, "status", "--json")
    assert shown.objects[0]["verified"]["outcome"] == "damaged"


ROWS: dict[str, tuple[str, str]] = {
    "a URL": ("UPDATE capture SET url = 'http://news.example/x'", "capture 1"),
    "a time": ("UPDATE capture SET time = time + 1", "its records are of 2025-"),
    "a status": ("UPDATE capture SET status = 404", "its status is 404"),
    "a media type": ("UPDATE capture SET media_type = 'a/b'", "its media type"),
    "a method": ("UPDATE capture SET method = 'PUT'", "its method is PUT"),
    "a size": ("UPDATE capture SET size = 1", "its size is 1"),
    "where it came from": ("UPDATE capture SET via = 'http://x.example/'", "it came from"),
    "how it came": ("UPDATE capture SET how = 'feed'", "it came by feed"),
    "an urlkey": ("UPDATE capture SET urlkey = 'x'", "is not that of its URL"),
    "an outcome": ("UPDATE capture SET outcome = 'okay'", "which is none"),
    "an author": ("UPDATE version SET authors = '[\"B\"]'", "what is said of it"),
    "a page's text": ("UPDATE page SET version_id = NULL", "is not the newest"),
    "a page's URL": ("UPDATE page SET url = 'http://news.example/A'", "no capture of it"),
    "a page's urlkey": ("UPDATE page SET urlkey = 'x'", "is not that of its URL"),
    "a text of a block page": ("UPDATE capture SET outcome = 'blocked'", "it is blocked and has"),
    "a text that nobody shows": ("UPDATE reading SET version_id = NULL", "is not the first"),
    "a waiting URL": ("UPDATE frontier SET urlkey = 'x'", "frontier 1"),
    "a frame's size": ("UPDATE frame SET size = size - 1", "frame"),
    "a trigger": ("DROP TRIGGER version_goes", "trigger version_goes is missing"),
    "an index": ("DROP INDEX capture_time", "index capture_time is missing"),
    "a word in the index": (
        "INSERT INTO latest_fts (rowid, title) VALUES (1, 'more')", "the search index",
    ),
    "a row of the index": ("UPDATE indexed SET day = 1", "the search index"),
    "a text behind the back of the index": ("INSERT INTO unindexed (version_id) VALUES (1)",
        "changed behind its back"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ROWS)
def test_every_row_is_compared(archive: Archive, kind: str) -> None:
    """With the records, or with the rows that it follows from."""
    html = page("Court", *LONG, head="<meta name=author content='A. Writer'>")
    archive.begin_crawl("news", "News", [], DAY_ONE)
    archive.add(
        exchange(f"{HOST}/a", html, via=f"{HOST}/"),
        source="news", discover=lambda _: [_entry()],
    )  # fmt: skip
    found: list[Fault] = []
    verified(archive, found.append)
    assert found == []
    sql, words = ROWS[kind]
    archive.connection.execute(sql)
    verified(archive, found.append)
    told = [f"{fault.where}: {fault.reason}" for fault in found]
    assert any(words in line for line in told), told


def _entry() -> object:
    """Something to ask for."""
    from archive.store.frontier import Entry

    return Entry(f"{HOST}/b")


def _as_nobody(folder: Path, *arguments: str) -> int:
    """Run a command as a user who may not write there; its exit code."""
    child = os.fork()
    if child == 0:
        # Once before, as nobody may not be able to load what is needed.
        run(["--archive", str(grown(folder / "other.db", 1)), *arguments])
        os.setuid(65534)
        code = run(["--archive", str(folder / "greffe.db"), *arguments])
        sys.stdout.flush()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_what_cannot_be_written_is_verified_all_the_same(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """And said to be neither recorded nor to be gone on with."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        grown(folder / "greffe.db", 3)
        folder.chmod(0o755)
        code = _as_nobody(folder, "verify")
    said = capfd.readouterr()
    assert code == 0, said
    assert "this check is not recorded" in said.err
    assert "is sound: 3 captures" in said.out


def test_a_file_that_cannot_be_opened_gets_one_line(tmp_path: Path) -> None:
    """Its header, or its schema."""
    path = grown(tmp_path / "greffe.db", 3)
    data = path.read_bytes()
    for place in (16, 105):
        harmed = bytearray(data)
        harmed[place : place + 900] = b"\xff" * 900
        path.write_bytes(harmed)
        for command in ("verify", "status", "rebuild"):
            ran = greffe(tmp_path, command)
            assert ran.code == 70, ran
            assert ran.err.count("\n") == 1
            assert "is damaged" in ran.err
