"""Whatever becomes of a page, and whenever watches are run: what they say of it is true."""

from __future__ import annotations

import functools
import hashlib
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.store import index, watches
from archive.watching.looking import looked_through
from tests.exchanges import DAY_ONE

_numbers = itertools.count(1)
READERS = ("one", "other")


@dataclass(frozen=True)
class Seen:
    """A capture: what it shows, what read it, and whether watches are run after it."""

    shows: str
    reader: str = READERS[0]
    is_run: bool = True


@functools.cache
def _archive() -> Archive:
    """An archive with one watch, to whose tables captures are written as they are."""
    made = Archive.open(Path(tempfile.mkdtemp()) / "greffe.db")
    made.connection.execute("PRAGMA synchronous = OFF")  # nothing of it is to outlive the test
    with made.transaction():
        watches.added(made.connection, "w", "walrus", DAY_ONE)
    made.connection.execute("INSERT INTO frame VALUES (1, 'raw', 0, x'', x'', NULL, NULL)")
    return made


def _capture(page: int, seen: Seen) -> None:
    run, number = _archive().connection.execute, next(_numbers)
    is_text = seen.shows in ("with", "without")
    run(
        "INSERT INTO capture (id, page_id, urlkey, url, time, method, media_type, outcome, digest, "
        "size, how, frame_id) VALUES (?, ?, ?, ?, ?, 'GET', '', ?, ?, 0, 'link', 1)",
        (number, page, str(page), f"http://x.example/{page}", number,
         "ok" if is_text else seen.shows, number.to_bytes(32, "big")),
    )  # fmt: skip
    if not is_text:
        return
    text = f"{'walrus' if seen.shows == 'with' else 'llama'} {number}"
    version = run(
        "INSERT INTO version (page_id, digest, kind, title, summary, text, blocks, authors, "
        "extractor, capture_id) VALUES (?, ?, 'article', '', '', ?, '', '[]', '', ?)",
        (page, hashlib.sha256(text.encode()).digest(), text, number),
    ).lastrowid
    run("INSERT INTO reading (capture_id, version_id, kind, note, extractor) "
        "VALUES (?, ?, 'article', '', ?)", (number, version, seen.reader))  # fmt: skip
    with _archive().transaction():
        index.settled(_archive().connection)


def _told(page: int) -> list[str]:
    sql = (
        "SELECT kind FROM sighting JOIN place ON sighting_id = sighting.id "
        "JOIN capture ON capture.id = capture_id WHERE page_id = ? ORDER BY sighting.id"
    )
    return [row[0] for row in _archive().connection.execute(sql, (page,))]


def _run() -> None:
    looked_through(_archive(), lambda: DAY_ONE)


def _page() -> int:
    sql = "INSERT INTO page (urlkey, url) SELECT count(*), '' FROM page"
    return int(_archive().connection.execute(sql).lastrowid)


def _lived(course: list[Seen]) -> int:
    """A page that all this became of; its number."""
    page = _page()
    for seen in course:
        _capture(page, seen)
        if seen.is_run:
            _run()
    _run()
    return page


def _expected(course: list[Seen]) -> list[str]:
    """What is to be said where watches are run after each capture."""
    told: list[str] = []
    has, blind = False, set[str]()
    for seen in course:
        if seen.shows not in ("with", "without"):
            told += ["unseen"] if has and seen.shows not in blind else []
            blind |= {seen.shows} if has else set()
            continue
        if has != (seen.shows == "with"):
            told.append("vanished" if has else "new")
        has, blind = seen.shows == "with", set()
    return told


SHOWS = st.sampled_from(("with", "without", "absent", "blocked"))
COURSES = st.lists(st.builds(Seen, SHOWS, st.just(READERS[0]), st.booleans()), max_size=8)
READ_IN_TWO_WAYS = st.lists(
    st.builds(Seen, SHOWS, st.sampled_from(READERS), st.booleans()), max_size=8
)


def _text_kinds(told: list[str]) -> list[str]:
    return [kind for kind in told if kind != "unseen"]


def _is_true(told: list[str], course: list[Seen]) -> bool:
    """Whether what was said last of the words is how they stand."""
    states = [seen.shows for seen in course if seen.shows in ("with", "without")]
    kinds = _text_kinds(told)
    if not states or (not kinds and "with" not in states):
        return not kinds
    return kinds[-1] == ("new" if states[-1] == "with" else "vanished")


@given(st.lists(st.builds(Seen, SHOWS), max_size=8))
@settings(max_examples=40)
def test_with_a_run_after_each_capture_every_turn_is_told_once(course: list[Seen]) -> None:
    """And nothing else."""
    assert _told(_lived(course)) == _expected(course)


@given(COURSES)
@settings(max_examples=40)
def test_whenever_watches_are_run_they_say_last_how_the_words_stand(course: list[Seen]) -> None:
    """And another run has nothing to add."""
    page = _lived(course)
    told = _told(page)
    assert _is_true(told, course)
    _run()
    assert _told(page) == told


@given(READ_IN_TWO_WAYS)
@settings(max_examples=40)
def test_nothing_is_said_across_two_ways_of_reading_until_there_is_one(course: list[Seen]) -> None:
    """Then all is said that holds."""
    page = _lived(course)
    run = _archive().connection.execute
    across = run(
        "SELECT count(*) FROM sighting JOIN place ON sighting_id = sighting.id "
        "JOIN capture ON capture.id = place.capture_id "
        "JOIN reading AS now ON now.capture_id = place.capture_id "
        "JOIN reading AS had ON had.capture_id = before_id "
        "WHERE page_id = ? AND sighting.kind = 'vanished' AND now.extractor <> had.extractor",
        (page,),
    )
    assert across.fetchone() == (0,)
    run("UPDATE reading SET extractor = 'third'")
    _run()
    assert _is_true(_told(page), course)
    assert run("SELECT count(*) FROM undecided").fetchone() == (0,)
