"""The archive file in SQL: views that others can read, and functions that give payloads."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from archive import Archive
from archive.sqlfunctions import register
from archive.store.views import VIEWS
from tests.exchanges import LONG, exchange, page
from tests.house import greffe

URL = "http://news.example/a"
FIRST, SECOND = page("Report", *LONG), page("Report again", *LONG, "More of it.")


@pytest.fixture
def held(archive: Archive) -> Archive:
    """A page of two texts, a revisit, a gzip-coded one and a long one."""
    import gzip

    archive.add(exchange(URL, FIRST), source="example")
    archive.add(exchange(URL, FIRST, hours=1), source="example")
    archive.add(exchange(URL, SECOND, hours=2), source="example")
    coded = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    archive.add(exchange("http://news.example/z", gzip.compress(FIRST, mtime=0), fields=coded))
    binary = "Content-Type: application/octet-stream\r\n"
    archive.add(exchange("http://news.example/l", os.urandom(5_000_000), fields=binary))
    archive.add(exchange("http://news.example/f", response=b"", error="no answer"))
    return archive


def test_functions_give_payload_body_headers_and_records(held: Archive) -> None:
    """Of every kind of capture; NULL where there is none."""
    register(held.connection)
    sql = "SELECT payload(id), body(id), headers(id), warc(id) FROM capture ORDER BY id"
    rows = held.connection.execute(sql).fetchall()
    assert rows[0][0] == rows[1][0] == rows[0][1] == FIRST
    assert rows[2][1] == SECOND
    assert rows[3][0][:2] == b"\x1f\x8b"
    assert rows[3][1] == FIRST
    assert rows[0][2].startswith("HTTP/1.1 200 OK\r\n")
    assert len(rows[4][0]) == 5_000_000
    assert rows[5][:3] == (None, None, None)
    for (*_, warc), capture in zip(rows, held.all_captures(), strict=True):
        assert warc == b"".join(p for r in held.records(capture) for p in r.pieces())
    assert held.connection.execute("SELECT payload(99), payload('x')").fetchone() == (None, None)


def test_the_functions_work_with_pythons_own_sqlite3(held: Archive) -> None:
    """As in Datasette, whose connections are of that."""
    connection = sqlite3.connect(held.path)
    connection.row_factory = sqlite3.Row
    register(connection)
    assert connection.execute("SELECT body(1), payload(2)").fetchone()[1] == FIRST
    connection.close()


def test_views_say_in_words_what_tables_say_in_numbers(held: Archive) -> None:
    """Times, names, digests, titles."""
    run = held.connection.execute
    sql = "SELECT time, source, title, length(sha256) FROM captures WHERE id = 1"
    assert run(sql).fetchone() == (
        "2025-10-05T12:00:00Z", "example", "Report", 64,
    )  # fmt: skip
    assert run("SELECT old_title, new_title, time FROM changes").fetchall() == [
        ("Report", "Report again", "2025-10-05T14:00:00Z")
    ]
    sql = "SELECT captures, texts, first_captured, last_captured FROM pages WHERE url = ?"
    assert run(sql, (URL,)).fetchone() == (3, 2, "2025-10-05T12:00:00Z", "2025-10-05T14:00:00Z")
    sql = "SELECT first_seen, last_seen, is_current FROM texts WHERE url = ? ORDER BY id"
    assert run(sql, (URL,)).fetchall() == [
        ("2025-10-05T12:00:00Z", "2025-10-05T13:00:00Z", 0),
        ("2025-10-05T14:00:00Z", "2025-10-05T14:00:00Z", 1),
    ]
    assert run("SELECT sha256 FROM captures WHERE url LIKE '%/f'").fetchone() == (None,)


def test_times_before_1970_are_rounded_down(archive: Archive) -> None:
    """As all others are."""
    archive.add(exchange(URL, FIRST, hours=-24 * 365 * 60 - 0.0001))
    (time,) = archive.connection.execute("SELECT time FROM captures").fetchone()
    assert time == f"{archive.captures(URL)[0].time:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize("view", VIEWS)
def test_the_sqlite3_shell_opens_every_view(held: Archive, view: str) -> None:
    """Whatever version it is."""
    shell = shutil.which("sqlite3")
    if shell is None:
        pytest.skip("the sqlite3 shell is not installed")
    done = subprocess.run(
        [shell, "-readonly", str(held.path), f"SELECT * FROM {view}; SELECT count(*) FROM {view};"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_views_open_at_once_in_a_large_archive(archive: Archive) -> None:
    """None sorts or reads all captures for its first rows."""
    for view in VIEWS:
        plan = archive.connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} LIMIT 20")
        steps = [row[3] for row in plan]
        assert not any("TEMP B-TREE FOR ORDER" in step for step in steps), (view, steps)
        scans = [step for step in steps if step.startswith("SCAN") and "VIRTUAL" not in step]
        assert len(scans) == 1, (view, steps)


def test_the_command_answers_and_only_reads(held: Archive, tmp_path: Path) -> None:
    """A table, JSON or bytes; one line where SQLite does not understand."""
    held.close()
    asked = greffe(tmp_path, "sql", "SELECT url, time FROM captures WHERE id = 1")
    assert "2025-10-05T12:00:00Z" in asked.out
    as_json = greffe(
        tmp_path, "sql", "SELECT id, body(id) AS b FROM captures WHERE id = 1", "--json"
    )
    assert as_json.objects == [{"id": 1, "b": FIRST.hex()}]
    assert greffe(tmp_path, "sql", "SELECT body(3)", "--raw").out == SECOND.decode()
    assert greffe(tmp_path, "sql", "SELECT 1 WHERE 0").code == 3
    for wrong in ("DELETE FROM capture", "SELEKT", "SELECT 1; SELECT 2", "SELECT nothing(1)"):
        ran = greffe(tmp_path, "sql", wrong)
        assert ran.code == 65, (wrong, ran)
        assert len(ran.err.splitlines()) == 1
