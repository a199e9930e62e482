"""``greffe rebuild``: what is derived anew is what was derived as the captures came."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.errors import Locked
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from archive.history import keeping
from archive.history.observations import observations
from archive.observation import Observation
from archive.rebuild import Difference, is_stale, rebuilt
from archive.rebuild.observing import Shown, shown
from archive.rebuild.readers import Readers
from archive.rebuild.shadow import beside
from archive.store import events
from archive.store.records import IDENTICAL
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe
from tests.rebuilding import content, is_sound, rebuild, wiped
from tests.reported import edits
from tests.warcs import record, response, uri, written

MANY = tuple(f"{text} Paragraph {number}." for number in range(4) for text in LONG)
WALL = (
    b"<html><head><title>Reader check</title></head><body><h2>Reader check</h2><p>Please tick "
    b"the box below so that we know you. Then the newspaper opens.</p><p>Visit 7</p></body></html>"
)
GONE = page("Access to the story is denied", "Nothing more to say.")
BODIES = {
    "a": page("Court", *LONG, head="<link rel=stylesheet href=/s.css>"),
    "b": page("Court", *LONG, "A fourth paragraph came to stand here on the second day."),
    "long": page("Prisons", *MANY, "<a href='/next'>next</a>"),
    "wall": WALL,
    "wall again": WALL.replace(b"Visit 7", b"Visit 8"),
    "refusal": GONE,
    "nothing": b"",
}
PATHS = ("court-orders-release", "tunnel-closed", "report-on-prisons", "quake-near-lake")

Act = tuple[str, str, str, int]
ACTS = st.tuples(
    st.sampled_from(("add", "add", "add", "304", "fail", "part", "requisite", "absent", "post")),
    st.sampled_from(PATHS),
    st.sampled_from(tuple(BODIES)),
    st.integers(0, 60),
)


def act(archive: Archive, doing: Act) -> None:
    """Let one exchange come."""
    kind, path, body, hours = doing
    url = f"http://news.example/{path}"
    said: dict[str, Any] = {
        "add": {},
        "304": {"status": "304 Not Modified"},
        "fail": {"response": b"", "error": "refused"},
        "part": {"truncated": "length"},
        "requisite": {"how": "requisite", "via": "http://news.example/"},
        "absent": {"status": "404 Not Found"},
        "post": {"request": b"POST / HTTP/1.1\r\n\r\n"},
    }[kind]
    archive.add(exchange(url, b"" if kind == "304" else BODIES[body], hours=hours, **said))


@example(
    own=[("add", "court-orders-release", "a", 0)],
    theirs=[("add", "court-orders-release", "wall", 0)] * 2,
    later=[],
)
@pytest.mark.slow
@settings(max_examples=9, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ACTS, min_size=1, max_size=12),
    st.lists(ACTS, max_size=6),
    st.lists(ACTS, max_size=6),
)
def test_a_rebuild_gives_what_was_derived_as_captures_came(
    own: Sequence[Act], theirs: Sequence[Act], later: Sequence[Act]
) -> None:
    """Also of what was imported, older than what was there; also after all of it was wiped."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder, "greffe.db")) as archive:
        for doing in own:
            act(archive, doing)
        if theirs:
            with Archive.open(Path(folder, "other.db")) as other:
                for doing in theirs:
                    act(other, doing)
                export_warc(other, Path(folder, "other.warc"))
            import_warc(archive, Path(folder, "other.warc"))
        for doing in later:
            act(archive, doing)
        before = content(archive)
        assert is_sound(archive)
        done, told = rebuild(archive)
        assert told == []
        assert content(archive) == before
        wiped(archive)
        rebuild(archive)
        assert content(archive) == before
        assert is_sound(archive)
        assert done.captures == len(before["captures"])


def grown(folder: Path, pages: int, times: int = 3) -> Path:
    """An archive of some pages, captured some times."""
    path = folder / "greffe.db"
    with Archive.open(path) as archive:
        for hours in range(times):
            for number in range(pages):
                html = page(f"Report {number}", *LONG, f"As of hour {hours // 2}.")
                archive.add(exchange(f"http://news.example/{number}", html, hours=hours))
    return path


@pytest.mark.slow
def test_the_command_reads_in_processes_and_changes_what_differs(tmp_path: Path) -> None:
    """And says so; a check changes nothing."""
    path = grown(tmp_path, pages=10)
    with Archive.open(path) as archive:
        before = content(archive)
        wiped(archive)
        gone = content(archive)
        checked = greffe(tmp_path, "rebuild", "--check", "--json", "--jobs", "1")
        assert checked.code == 4, checked
        *differences, summary = checked.objects
        assert {one["kind"] for one in differences} >= {"capture", "text", "version", "page"}
        assert summary["differences"]["capture"] == 30
        assert content(archive) == gone
        done = greffe(tmp_path, "rebuild")
        assert done.code == 0, done
        assert "30 captures derived anew; changed: 30 capture" in done.out
        assert content(archive) == before
    again = greffe(tmp_path, "rebuild", "--check")
    assert again.code == 0, again
    assert "would change: nothing" in again.out
    assert [file.name for file in tmp_path.iterdir() if "rebuild" in file.name] == []
    assert greffe(tmp_path, "rebuild", "--stale").code == 3


@pytest.mark.slow
def test_a_damaged_capture_keeps_its_text(tmp_path: Path) -> None:
    """It may be all that is left; and it is named."""
    path = grown(tmp_path, pages=3, times=1)
    with Archive.open(path) as archive:
        before = content(archive)
        archive.connection.execute("UPDATE frame SET digest = zeroblob(32) WHERE id = 2")
        archive.connection.execute("UPDATE version SET title = 'x' WHERE capture_id <> 2")
        done = greffe(tmp_path, "rebuild")
        assert done.code == 70, done
        assert "capture 2 cannot be read and keeps what it had" in done.err
        assert content(archive) == before


@pytest.mark.slow
def test_a_rebuild_that_is_killed_again_and_again_comes_to_its_end(tmp_path: Path) -> None:
    """Whenever it is killed, the archive is whole, and what was read is not read again."""
    path = grown(tmp_path, pages=50, times=3)
    with Archive.open(path) as archive:
        before = content(archive)
        wiped(archive)
    done: list[int] = []
    # The first ones die while reading, the last ones while bringing over.
    for captures, differences in ((20, 0), (50, 0), (70, 0), (99, 1), (99, 40), (99, 333)):
        child = os.fork()
        if child == 0:
            with Archive.open(path) as archive:
                _rebuild_until(archive, captures, differences)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        with Archive.open(path) as archive:
            assert archive.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert archive.connection.execute("PRAGMA foreign_key_check").fetchall() == []
        with closing(beside(path)) as held:
            done += held.execute("SELECT count(*) FROM capture").fetchone()
    assert done == [0, 32, 96, 150, 150, 150]
    with Archive.open(path) as archive:
        rebuild(archive)
        assert content(archive) == before
        assert is_sound(archive)
        (event,) = events.past(archive.connection, "rebuild", 9)
    assert event.outcome == "done"


def _rebuild_until(archive: Archive, captures: int, differences: int) -> None:
    """Rebuild until this process dies: so many captures were read, or so much differed."""
    left = {"captures": captures, "differences": differences}

    def spend(what: str) -> None:
        if left[what] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[what] -= 1

    def read(numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        for number in numbers:
            spend("captures")
            capture = archive.capture_by_id(number)
            assert capture is not None
            yield number, shown(archive, capture)

    rebuilt(archive, read, lambda _: spend("differences"), lambda: DAY_ONE)


@contextlib.contextmanager
def closing(path: Path) -> Iterator[sqlite3.Connection]:
    """A file, open for reading."""
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


def test_readers_see_each_page_as_it_was_or_as_it_is(archive: Archive) -> None:
    """While captures come in, too, which are a part of what is derived."""
    for number in range(12):
        archive.add(exchange(f"http://news.example/{number}", page(f"T {number}", *LONG)))
    before = content(archive)["versions"]
    archive.connection.execute("UPDATE version SET title = title || ' (old)', fixity = x''")
    old = {row[0]: row[3] for row in content(archive)["versions"]}
    new = {row[0]: row[3] for row in before}
    seen: list[dict[str, str]] = []

    def read(numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        with Archive.open(archive.path) as other:
            for number in numbers:
                capture = other.capture_by_id(number)
                assert capture is not None
                yield number, shown(other, capture)
            if not seen:
                late = exchange("http://news.example/late", page("Late", *LONG), hours=1)
                other.add(late)

    def tell(_: Difference) -> None:
        # Within the transaction that brings a page over: others see it as it was.
        with Archive.open(archive.path, create=False, read_only=True) as other:
            rows = content(other)["versions"]
            seen.append({row[0]: row[3] for row in rows})

    rebuilt(archive, read, tell, lambda: DAY_ONE)
    assert seen
    for state in seen:
        for key, title in state.items():
            assert title in (old.get(key), new.get(key), "Late")
    after = content(archive)["versions"]
    assert [row for row in after if row[3] != "Late"] == before
    assert "Late" in {row[3] for row in after}
    assert is_sound(archive)


def test_what_is_kept_beside_the_archive_may_be_of_no_use(archive: Archive) -> None:
    """Then it is made anew."""
    archive.add(exchange())
    before = content(archive)
    wiped(archive)
    beside(archive.path).write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    rebuild(archive)
    assert content(archive) == before


def test_only_one_rebuild_at_a_time(archive: Archive) -> None:
    """The other one is told."""
    archive.add(exchange())

    def read(numbers: Iterable[int]) -> Iterator[tuple[int, Shown]]:
        with pytest.raises(Locked, match="are being read anew by another process"):
            rebuild(archive)
        yield from ()
        assert list(numbers)

    rebuilt(archive, read, lambda _: None, lambda: DAY_ONE)


def test_a_text_that_another_version_read_is_no_edit(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a rebuild all were read in one way, and what is left are edits."""
    url = "http://news.example/a"
    archive.add(exchange(url, page("Court", *LONG)))
    archive.add(exchange(url, page("Court", *LONG, "One more thing was said."), hours=1))
    assert [one.change for one in observations(archive, url)] == ["first", "edited"]
    archive.connection.execute("UPDATE reading SET extractor = 'older' WHERE capture_id = 1")
    keeping.settled(archive.connection, [1])
    assert [one.change for one in observations(archive, url)] == ["first", "reread"]
    assert edits(archive) == []
    assert is_stale(archive)
    assert "1 texts were read by another version" in greffe(archive.path.parent, "changes").err
    rebuild(archive)
    assert not is_stale(archive)
    assert [edit.capture_id for edit in edits(archive)] == [2]
    monkeypatch.setattr("archive.clean.page.EXTRACTOR", "newer")
    ids = [version.id for version in archive.versions(url)]
    rebuild(archive)
    marks = archive.connection.execute("SELECT extractor FROM reading").fetchall()
    assert marks == [("newer",), ("newer",)]
    assert [version.id for version in archive.versions(url)] == ids
    assert [one.change for one in observations(archive, url)] == ["first", "edited"]


def test_a_revisit_that_came_before_its_original_is_read_with_it(
    archive: Archive, tmp_path: Path
) -> None:
    """As when the original was imported."""
    answer = record("response", 1, response())
    refers = [("WARC-Refers-To", f"<{uri(1)}>"), ("WARC-Profile", IDENTICAL)]
    revisit = record("revisit", 2, response(b""), url="http://site.example/b", more=refers)
    import_warc(archive, written(tmp_path / "one.warc", revisit))
    import_warc(archive, written(tmp_path / "two.warc", answer))
    before = content(archive)
    assert len(before["readings"]) == 2
    rebuild(archive)
    assert content(archive) == before
    wiped(archive)
    rebuild(archive)
    assert content(archive) == before


_DIES = """
import os, sys
import archive.rebuild.worker as worker
shown = worker._shown
def dies(held, number, why):
    if number == 2 and why is None:
        os.kill(os.getpid(), 9)
    return shown(held, number, why)
worker._shown = dies
sys.exit(worker.main(sys.argv[1]))
"""


@pytest.mark.slow
def test_a_page_that_kills_its_reader_costs_its_text_only(tmp_path: Path) -> None:
    """The others are read, in order."""
    path = grown(tmp_path, pages=4, times=1)
    with Readers(path, 2, command=(sys.executable, "-c", _DIES)) as readers:
        answers = list(readers.read([1, 2, 3, 4]))
    assert [number for number, _ in answers] == [1, 2, 3, 4]
    articles = [one.article for _, one in answers if isinstance(one, Observation)]
    assert [bool(article and article.text) for article in articles] == [True, False, True, True]
    assert articles[1]
    assert articles[1].note == "the process that read it died"


def test_a_rebuild_makes_a_wrong_index_right(archive: Archive) -> None:
    """Also one whose damage SQLite does not see."""
    archive.add(exchange(body=page("Court", *LONG)))
    archive.connection.execute(
        "INSERT INTO latest_fts (latest_fts, rowid, title) SELECT 'delete', id, 'court' "
        "FROM version"
    )
    assert not is_sound(archive)
    done, _ = rebuild(archive)
    assert done.index
    assert is_sound(archive)
