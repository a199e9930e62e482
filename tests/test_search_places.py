"""Where common words stand: phrases and words near others are found by it, as the index does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive
from archive.fixity.index import difference
from archive.search import search
from archive.search.kept import Kept
from archive.search.sets import Sets
from archive.search.standing import Unknown
from archive.store.index import bitmaps, places, postings
from tests.exchanges import LONG, exchange, page
from tests.test_search_sets import SURFACES, WORDS, filled, followed, matching

PHRASES = tuple(
    f'{SURFACES} : "{first.lower()} {second.lower()}"' for first in WORDS for second in WORDS
)
NEAR = tuple(
    f'{SURFACES} : (NEAR("{first.lower()}" "{second.lower()}", {distance}))'
    for first in WORDS[:4] for second in WORDS[4:] for distance in (0, 1, 10)
)  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Forty pages of which it is known where words stand."""
    with Archive.open(tmp_path / "greffe.db") as opened:
        filled(opened, 40)
        followed(opened)
        yield opened


def _agrees(archive: Archive) -> bool:
    sets = Sets.of(archive.connection)
    assert sets is not None
    return all(
        list(sets.found(match) or ()) == matching(archive, match) for match in PHRASES + NEAR
    )


def test_what_stands_in_sequence_or_near_is_what_the_index_finds(archive: Archive) -> None:
    """Without the index being asked."""
    assert any(matching(archive, match) for match in PHRASES)
    assert any(matching(archive, match) for match in NEAR)
    sets = Sets.of(archive.connection)
    assert sets is not None
    asked: list[str] = []
    archive.connection.set_trace_callback(asked.append)
    found = [list(sets.found(match) or ()) for match in PHRASES + NEAR]
    archive.connection.set_trace_callback(None)
    assert not [sql for sql in asked if "MATCH" in sql]
    assert found == [matching(archive, match) for match in PHRASES + NEAR]


def test_words_of_two_columns_are_not_near_each_other(tmp_path: Path) -> None:
    """The last of a title and the first of a text are apart, for any distance that is told."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        for number in range(6):
            body = page("Report of the court", "Prison was visited.", *LONG)
            archive.add(exchange(f"https://a.example/{number}", body, hours=number))
        followed(archive)
        match = f'{SURFACES} : (NEAR("court" "prison", 22))'
        sets = Sets.of(archive.connection)
        assert sets is not None
        assert list(sets.found(match) or ()) == matching(archive, match) == []


def test_where_texts_came_to_what_was_numbered_they_are_numbered_on(archive: Archive) -> None:
    """And what is told of those before stays."""
    filled(archive, 30, seed=5, start=40)
    assert followed(archive)
    assert postings.differing(archive.connection) is None
    assert _agrees(archive)


def test_a_text_that_changed_while_words_were_placed_takes_no_room_of_others(
    tmp_path: Path,
) -> None:
    """It has more words when that goes on than when it was numbered."""

    def broken(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with Archive.open(tmp_path / "greffe.db") as archive:
        filled(archive, 20)
        followed(archive)
        filled(archive, 20, seed=6, start=20)
        with pytest.raises(KeyboardInterrupt):
            postings.followed(archive.connection, archive.transaction, broken, least=3, fresh=1)
        for number in range(20, 25):
            body = page(f"Page {number}", *("prison court visit night " * 40,) * 5, *LONG)
            url = archive.connection.execute(
                "SELECT url FROM page WHERE id = ?", (number + 1,)
            ).fetchone()[0]
            archive.add(exchange(url, body, hours=200_000 + number))
        assert followed(archive)
        assert postings.differing(archive.connection) is None
        assert _agrees(archive)


@pytest.mark.parametrize("table", ["posting_place", "posting_start"])
def test_places_that_are_damaged_are_not_believed_and_told_of(table: str, archive: Archive) -> None:
    """The index itself answers; ``greffe rebuild`` makes both anew."""
    column = "bits" if table == "posting_place" else "starts"
    archive.connection.execute(
        f"UPDATE {table} SET {column} = CAST(substr({column}, 1, length({column}) - 1) || x'55' "
        "AS BLOB)"
    )
    sets = Sets.of(archive.connection)
    assert sets is not None
    assert {sets.found(match) for match in PHRASES if matching(archive, match)} == {None}
    assert search(archive, '"court visit"').total == len(
        matching(archive, f'{SURFACES} : "court visit"')
    )
    archive.connection.execute("BEGIN")
    assert "what its sets tell of" in str(difference(archive.connection))
    archive.connection.execute("ROLLBACK")


def test_a_word_that_stands_elsewhere_than_it_is_said_to_is_told_of(archive: Archive) -> None:
    """By ``greffe verify``, though all is well formed."""
    bits = places.bits_of(archive.connection, "prison", 0)
    assert bits is not None
    moved = bitmaps.packed(bits.shift(1))
    archive.connection.execute("UPDATE posting_place SET bits = ? WHERE term = 'prison'", (moved,))
    assert postings.differing(archive.connection) == "prison"


def test_a_text_with_other_room_than_it_needs_is_told_of(archive: Archive) -> None:
    """Words of it would be taken for those of another."""
    starts = places.starts_of(archive.connection, 0)
    assert starts
    starts[7] += 1
    archive.connection.execute(
        "UPDATE posting_start SET starts = ?", (bitmaps.sealed(starts.tobytes()),)
    )
    assert postings.differing(archive.connection) is not None


def test_words_that_are_too_many_to_be_numbered_have_no_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are sets all the same."""
    monkeypatch.setattr(places, "LARGEST", 2_000)
    with Archive.open(tmp_path / "greffe.db") as archive:
        filled(archive, 40)
        assert followed(archive)
        assert places.terms_held(archive.connection) == []
        assert postings.differing(archive.connection) is None
        assert _agrees(archive)


def test_places_that_are_gone_while_they_are_looked_at_are_unknown(archive: Archive) -> None:
    """No text is missed because another process makes them anew."""
    from pyroaring import BitMap

    from archive.search.standing import Places, texts_with_phrase

    archive.connection.execute("DELETE FROM posting_start")
    with pytest.raises(Unknown):
        texts_with_phrase(
            Places(archive.connection, "another"), ("court", "visit"), BitMap(range(1, 41)), 9
        )


def test_what_was_asked_for_last_is_kept() -> None:
    """As far as there is room, and what is small is read anew."""
    kept: Kept[str] = Kept(100, 10)
    made: list[str] = []

    def of(key: str, size: int) -> str:
        value = kept.get(key)
        if value is None:
            made.append(key)
            value = key.upper()
            kept.put(key, value, size)
        return value

    assert [of(key, 40) for key in "ababcabc"] == [*"ABABCABC"]
    assert made == ["a", "b", "c", "a", "b", "c"]
    assert [of("small", 9) for _ in range(2)] == ["SMALL", "SMALL"]
    assert [of("large", 101) for _ in range(2)] == ["LARGE", "LARGE"]
    assert made[6:] == ["small", "small", "large", "large"]
