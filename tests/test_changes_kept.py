"""In what captures differ, as it is stored: whatever comes, goes or is read anew, in any order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.fixity import Fault, verified
from archive.history import keeping, kinds
from archive.history.diff import Difference
from archive.history.observations import observations
from archive.retention import Stage, thinned
from archive.store import changes, removal
from archive.store.changes import Row
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.rebuilding import is_sound, rebuild
from tests.reported import edits

URL = "http://news.example/politics/a"
_SAID = '<meta name="author" content="{}"><meta property="article:modified_time" content="{}">'
PAGES = {
    "A": page("T", *LONG),
    "B": page("T", LONG[0].replace("two", "three"), *LONG[1:]),
    "C": page("Another title", *LONG),
    "a": page("T", *LONG, head=_SAID.format("A. Writer", "2025-03-02")),
    "m": page("T", *LONG, head=_SAID.format("A. Writer", "2025-03-04")),
}
ANSWERS = {"x": "404 Not Found", "e": "503 Unavailable", "r": "302 Found"}
Came = tuple[str, int]
"""What a capture shows, and how many hours after the first day it was made."""
_SEEN = st.lists(
    st.tuples(st.sampled_from([*PAGES, *ANSWERS]), st.integers(0, 9)), min_size=1, max_size=9
)


def came(archive: Archive, seen: Sequence[Came]) -> None:
    """Captures in this order."""
    for what, hours in seen:
        body = PAGES.get(what, b"")
        fields = "Content-Type: text/html\r\n" + ("Location: /b\r\n" if what == "r" else "")
        status = ANSWERS.get(what, "200 OK")
        archive.add(exchange(URL, body, status=status, fields=fields, hours=hours))


def rows(archive: Archive) -> list[Row]:
    """All that is stored."""
    return list(changes.of_page(archive.connection, 1).values())


def is_true(archive: Archive) -> bool:
    """Whether it is what follows from the captures."""
    return keeping.difference(archive.connection, 1) is None


@pytest.mark.slow
@given(_SEEN)
@settings(max_examples=30, deadline=None)
@example([("A", 0), ("A", 1), ("B", 0)])
@example([("B", 5), ("A", 3), ("B", 1), ("m", 4), ("a", 2)])
def test_captures_may_come_in_any_order(seen: Sequence[Came]) -> None:
    """What is stored is what is worked out of all of them at once."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder, "a.db")) as archive:
        came(archive, seen)
        before = rows(archive)
        assert is_true(archive)
        with archive.transaction():
            keeping.made_anew(archive.connection)
        assert rows(archive) == before


@pytest.mark.slow
@given(st.lists(st.sampled_from([*PAGES]), min_size=2, max_size=7), st.randoms())
@settings(max_examples=10, deadline=None)
def test_refusals_between_change_nothing_of_what_texts_are(shown: list[str], chance: Any) -> None:
    """Neither kinds nor words."""
    told = []
    for between in (False, True):
        with TemporaryDirectory() as folder, Archive.open(Path(folder, "a.db")) as archive:
            seen = [(what, 2 * n) for n, what in enumerate(shown)]
            if between:
                seen += [(chance.choice("er"), 2 * n + 1) for n in range(len(shown))]
            came(archive, sorted(seen, key=lambda one: one[1]))
            found = [one for one in observations(archive, URL) if one.version]
            told.append([(one.change, one.added, one.removed, one.returned) for one in found])
    assert told[0] == told[1]


@given(_SEEN, st.sets(st.integers(1, 9)))
@settings(max_examples=10, deadline=None)
def test_what_is_taken_out_leaves_what_follows_from_the_rest(
    seen: Sequence[Came], doomed: set[int]
) -> None:
    """Captures are held against others then."""
    with TemporaryDirectory() as folder, Archive.open(Path(folder, "a.db")) as archive:
        came(archive, seen)
        gone = {n for n in doomed if n <= len(seen)}
        with archive.transaction():
            gone |= removal.dependent(archive.connection, sorted(gone))
            removal.removed(archive.connection, sorted(gone))
        assert is_true(archive)
        assert not {row.before_id for row in rows(archive)} & gone
        assert is_sound(archive)


def test_a_rebuild_gives_the_same(archive: Archive) -> None:
    """Also of what was wrong, and of what is not to be there."""
    came(archive, [("A", 0), ("B", 1), ("m", 2), ("x", 3), ("C", 4), ("A", 5)])
    before = rows(archive)
    archive.connection.execute("UPDATE change SET added = 99, kind = 'layout' WHERE capture_id = 2")
    archive.connection.execute("DELETE FROM change WHERE capture_id = 5")
    done, _ = rebuild(archive, is_check=True)
    assert done.changes == 1
    assert rows(archive) != before
    rebuild(archive)
    assert rows(archive) == before
    assert rebuild(archive)[0].changes == 0


@pytest.mark.parametrize(
    "harm",
    ["kind = 'unchanged'", "removed = 7", "returned = 1", "disclosure = 'silent'", "before_id = 9",
     "time = time - 1", "evidence = '{}'"],
)  # fmt: skip
def test_verifying_tells_what_does_not_follow(archive: Archive, harm: str) -> None:
    """Whatever column it is."""
    came(archive, [("A", 0), ("B", 1)])
    archive.connection.execute(f"UPDATE change SET {harm} WHERE capture_id = 2")
    faults: list[Fault] = []
    verified(archive, faults.append)
    assert [fault.where for fault in faults] == ["in what captures of page 1 differ"]


def test_other_rules_tell_again_what_was_told_by_older_ones(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the rules stand for it: the texts are the same."""
    came(archive, [("A", 0), ("B", 1)])
    monkeypatch.setattr(keeping, "REVISION", 99)
    monkeypatch.setattr(kinds, "difference", _none)
    keeping.settled(archive.connection, [1])
    assert rows(archive)[0].kind == "unchanged"
    monkeypatch.undo()
    keeping.settled(archive.connection, [1])
    assert rows(archive)[0].kind == "edited"


def _none(*_: object) -> Difference:
    return Difference(())


def test_what_was_told_of_the_same_texts_is_not_worked_out_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page may have thousands of them."""
    came(archive, [("A", 0), ("B", 1), ("C", 2)])
    monkeypatch.setattr(kinds, "change", None)
    keeping.settled(archive.connection, [1])
    assert [row.kind for row in rows(archive)] == ["edited", "edited"]


def test_thinning_out_tells_again_what_the_rest_differs_in(archive: Archive) -> None:
    """A date that changed between two captures of one text is told of the next that stays."""
    with archive.transaction():
        archive.begin_crawl("news", "News", [], DAY_ONE)
    for hours, what in enumerate("aaammmmA"):
        archive.add(exchange(URL, PAGES[what], hours=hours), source="news")
    assert [row.capture_id for row in rows(archive)] == [4, 8]
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert thinned(archive, "news", [Stage(timedelta(days=1), "month")], now).captures
    assert is_true(archive)
    assert [row.kind for row in rows(archive)] == ["metadata"]
    assert is_sound(archive)


def test_a_damaged_text_costs_no_capture(archive: Archive) -> None:
    """What it differs in is told once the text is there again."""
    came(archive, [("A", 0), ("B", 1)])
    archive.connection.execute("UPDATE version SET packed = x'00' WHERE packed IS NOT NULL")
    came(archive, [("C", 2), ("A", 3)])
    assert [one.change for one in observations(archive, URL)][:2] == ["first", "edited"]
    rebuild(archive)
    assert is_true(archive)
    assert len(rows(archive)) == 3


def test_edits_are_told_by_what_changed(archive: Archive) -> None:
    """Another date over the same text is told, as metadata; a return is an edit."""
    came(archive, [("A", 0), ("B", 1), ("a", 2), ("m", 3), ("C", 4)])
    found = edits(archive)
    assert [edit.capture_id for edit in found] == [5, 4, 3, 2]
    assert [edit.kind for edit in found] == ["metadata", "metadata", "edited", "edited"]
