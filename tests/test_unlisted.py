"""What a dated list leaves out while it keeps what stood below, and when that is looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.store import dues
from archive.store.frontier import Entry
from archive.store.unlisted import left_out
from archive.urls import microseconds

_DAYS = {key: f"2025-10-{20 - number:02}" for number, key in enumerate("zabcdef")}


def _list(keys: str) -> list[tuple[str, str]]:
    return [(key, _DAYS[key]) for key in keys]


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("abcdef", "acdef", "b"),
        ("abcdef", "abcde", ""),
        ("abcdef", "zabcde", ""),
        ("abcdef", "zbcdef", "a"),
        # What stood first on a second page is on the first one now.
        ("abcdef", "bcdef", ""),
        ("abcdef", "cdef", ""),
        ("abcdef", "", ""),
        ("abc", "def", ""),
    ],
)
def test_what_a_list_left_out(before: str, after: str, gone: str) -> None:
    """What it made room for, and what went to the page before, it did not leave out."""
    assert "".join(left_out(_list(before), _list(after))) == gone


def test_lists_without_days_say_nothing() -> None:
    """An editor's choice is no removal."""
    assert left_out([("a", ""), ("b", ""), ("c", "")], [("a", ""), ("c", ""), ("d", "")]) == []


def test_what_was_asked_for_is_due_sooner_but_not_now(tmp_path: Path) -> None:
    """An entry that waits stays as it is; one that is due sooner, too."""
    now = datetime(2025, 10, 20, 12, tzinfo=UTC)
    soon = now + timedelta(minutes=10)
    urls = [f"http://news.example/{name}" for name in ("done", "waiting", "sooner")]
    with Archive.open(tmp_path / "a.db") as archive:
        entries = [Entry(url, "page", "seed") for url in urls]
        archive.begin_crawl("news", "News", entries, now)
        run = archive.connection.execute
        (source,) = run("SELECT id FROM source").fetchone()
        far = microseconds(now + timedelta(days=9))
        run("UPDATE frontier SET state = 'done', due = ? WHERE url LIKE '%/done'", (far,))
        run("UPDATE frontier SET state = 'done', due = 5 WHERE url LIKE '%/sooner'")
        with archive.transaction():
            dues.due_by(archive.connection, source, urls, soon)
        found = dict(run("SELECT url, due FROM frontier").fetchall())
    assert found == {
        urls[0]: microseconds(soon), urls[1]: microseconds(now), urls[2]: 5,
    }  # fmt: skip
