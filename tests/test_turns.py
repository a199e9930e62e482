"""Several processes in one archive: all read, one writes, the others wait, nobody sees a lock."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import Locked
from archive.fixity import Fault, verified
from archive.formats.warc_out import export_warc
from archive.store import turns
from tests.exchanges import LONG, exchange, page
from tests.house import Ran, greffe, script
from tests.servers.room import serving
from tests.writers import Writer
from tests.zygote import Command

LOCKED = ("locked", "busy", "Traceback")


@pytest.fixture
def held(archive: Archive) -> Path:
    """An archive with some pages, closed."""
    for number in range(30):
        archive.add(exchange(f"http://news.example/{number}", page(f"R {number}", *LONG)))
    archive.close()
    return archive.path


PAGE = "http://news.example/3"
AT_ONCE = (
    (("import", "other.warc.gz"), ("history", PAGE), ("sql", "SELECT count(*) FROM captures")),
    (("verify",), ("export", "warc", "out.warc.gz"), ("export", "jsonl", "out.jsonl")),
    (
        ("backup", "copy.db"), ("search", "prisons"), ("status",), ("show", PAGE),
        ("remove", "http://news.example/7", "--reason", "an order", "--yes"),
    ),
)  # fmt: skip


def one_by_one(folder: Path, commands: Sequence[tuple[str, ...]]) -> list[tuple[str, Ran]]:
    """Some commands, and how each ended."""
    return [(command[0], greffe(folder, *command)) for command in commands]


@pytest.mark.slow
def test_everything_at_once(held: Path, tmp_path: Path) -> None:
    """A crawl-like writer, an import, every kind of reader, the reading room, a backup."""
    with Archive.open(tmp_path / "other.db") as other:
        for number in range(50):
            url = f"http://other.example/{number}"
            other.add(exchange(url, page(f"O {number}", *LONG, f"Number {number}.")))
        export_warc(other, tmp_path / "other.warc.gz")
    with Writer(held, "crawl", pause=0.01) as crawl, serving(held) as room:
        crawl.wait_for(5)
        with ThreadPoolExecutor(len(AT_ONCE)) as threads:
            running = [threads.submit(one_by_one, tmp_path, commands) for commands in AT_ONCE]
            while not all(one.done() for one in running):
                assert room.get("/search?q=prisons").status == 200
                assert room.get("/page/http://news.example/3").status == 200
                time.sleep(0.05)
        crawl.wait_for(crawl.written + 5)
    for command, ran in (pair for one in running for pair in one.result()):
        assert ran.code == 0, (command, ran)
        assert not any(word in ran.err for word in LOCKED), (command, ran)
    # On a slow machine it may have had to say that it waits.
    assert not any(word in crawl.errors for word in LOCKED), crawl.errors
    with Archive.open(held) as archive:
        faults: list[Fault] = []
        assert verified(archive, faults.append).captures >= 29 + 50 + 5
        assert faults == []


@pytest.mark.slow
def test_two_hot_writers_get_turns_alike(tmp_path: Path) -> None:
    """Neither waits long; SQLite's own waiting gave one of two all but one of 17,954 turns."""
    path = tmp_path / "greffe.db"
    Archive.open(path).close()
    with Writer(path, "a") as one, Writer(path, "b") as two:
        one.wait_for(10)
        two.wait_for(10)
        before = one.written, two.written
        time.sleep(2)
        gained = one.written - before[0], two.written - before[1]
    assert min(gained) * 5 > max(gained), gained
    assert one.errors == two.errors == ""


def test_two_that_make_an_archive_at_once_make_one(tmp_path: Path) -> None:
    """Each finds it ready to be written to."""
    code = """
import sys, time
from archive import Archive
from tests.exchanges import exchange
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    with Archive.open(f"{sys.argv[1]}/{number}.db") as archive:
        archive.add(exchange(f"http://{sys.argv[2]}.example/", b"x"))
"""
    running = [script(code, str(tmp_path), name) for name in "abcd"]
    for one in running:
        assert one.stdout is not None
        one.stdout.readline()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    for one in running:
        assert one.communicate()[1] == ""
    for number in range(8):
        with Archive.open(tmp_path / f"{number}.db") as archive:
            assert archive.totals()["captures"] == 4
            assert archive.connection.execute("PRAGMA auto_vacuum").fetchone() == (2,)


HOLD = """
import sys
from archive import Archive
with Archive.open(sys.argv[1]) as archive:
    archive.connection.execute("BEGIN IMMEDIATE")
    print("held", flush=True)
    sys.stdin.readline()
"""


def holding(path: Path) -> Command:
    """A process that holds the right to write until it is told something."""
    process = script(HOLD, str(path))
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


WAITING = """
import sys
from archive.cli.main import main
from archive.store import turns
turns._SILENCE = 0.2
main(["--archive", sys.argv[1], "import", sys.argv[2]])
"""


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A file to import."""
    with Archive.open(tmp_path / "small.db") as other:
        other.add(exchange("http://other.example/", page("O", *LONG)))
        export_warc(other, tmp_path / "small.warc.gz")
    return tmp_path / "small.warc.gz"


def test_who_waits_says_so_and_then_writes(held: Path, warc: Path) -> None:
    """One line, after some seconds, and no error."""
    other = holding(held)
    process = script(WAITING, str(held), str(warc))
    assert process.stderr is not None
    assert "waiting for another writer" in process.stderr.readline()
    other.communicate("now")
    out, err = process.communicate()
    assert "1 new capture" in out, err
    assert err == ""


def test_ctrl_c_ends_the_waiting_at_once(held: Path, warc: Path) -> None:
    """With the exit code of what was interrupted."""
    other = holding(held)
    process = script(WAITING, str(held), str(warc))
    assert process.stderr is not None
    assert "waiting" in process.stderr.readline()
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert time.monotonic() - began < 2
    process.communicate()
    other.kill()
    other.communicate()


def test_who_waited_in_vain_is_told_what_to_do(held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten minutes; here sooner."""
    monkeypatch.setattr(turns.awaited, "__defaults__", (0.3,))
    other = holding(held)
    with Archive.open(held) as archive, pytest.raises(Locked, match="another process"):
        archive.add(exchange("http://news.example/new", b"x"))
    other.kill()
    other.communicate()


# The log


def _log(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


def _written(archive: Archive, number: int) -> None:
    fields = "Content-Type: application/octet-stream\r\n"
    for n in range(number):
        body = os.urandom(200_000)
        archive.add(exchange(f"http://w.example/{n}", body, fields=fields, hours=n))


def test_a_log_that_a_long_reader_let_grow_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While somebody reads an old state it must grow; afterwards it does not stay as long."""
    monkeypatch.setattr("archive.store.database._LOG_BYTES", 5_000_000)
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive, Archive.open(path, read_only=True) as reader:
        _written(archive, 3)
        reader.connection.execute("BEGIN")
        reader.totals()
        _written(archive, 60)
        grown = _log(path)
        assert grown > 10_000_000
        reader.connection.execute("ROLLBACK")
        _written(archive, 3)
        _written(archive, 30)
        assert _log(path) <= 5_000_000 + 1_000_000


def test_a_reading_room_that_is_open_for_hours_holds_nothing(tmp_path: Path) -> None:
    """Between two requests it reads no old state, so the log is folded in and stays small."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        for number in range(5):
            url, body = "http://news.example/a", page("R", *LONG, f"Edition {number}.")
            archive.add(exchange(url, body, hours=number), source="example")
        with serving(path) as room:
            for view in ("/", "/changes", "/sources", "/search?q=prisons", "/page/http://news.example/a",
                         "/raw/20251005120000/http://news.example/a"):  # fmt: skip
                assert room.get(view).status == 200
            _written(archive, 10)
            busy, *_ = archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            assert busy == 0
            assert _log(path) == 0
