"""Other spellings of a query, and how it may go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.search import search
from archive.search.completing import completions
from archive.search.spelling import distance, neighbours
from tests.exchanges import LONG, exchange, page
from tests.shelf import fill


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The shelf, and a Russian page."""
    russian = (
        "Комитет посетил две тюрьмы, полицейский участок и психиатрическую больницу страны.",
        "Доклад будет опубликован вместе с ответом властей, сообщил председатель комитета.",
    )
    with Archive.open(tmp_path_factory.mktemp("shelf") / "greffe.db") as archive:
        fill(archive)
        archive.add(exchange("https://news.example/ru", page("Доклад", *russian, language="ru")))
        yield archive


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("bulettin", "bulletin"),
        ("Bulletn", "Bulletin"),
        ("psychaitric", "psychiatric"),
        ("kommittee", "committee"),
        ("strasburg delegetion", "strasbourg delegation"),
        ('"psychiatric hopsital"', '"psychiatric hospital"'),
        ("title:bulettin lang:en", "title:bulletin lang:en"),
        ("hopital psychiatrique comissariat", "hopital psychiatrique commissariat"),
        ("опубликаван", "опубликован"),
        ("bulletin", ""),
        ("bulettin zeppelin", "bulletin zeppelin"),
        ("zeppelin", ""),
        ("-bulettin prisons", ""),
        ("bulet*", ""),
        ("", ""),
    ],
)
def test_another_spelling_is_offered(shelf: Archive, query: str, suggestion: str) -> None:
    """Of words that are not there, by one or two slips; it finds more, and nothing is changed."""
    found = search(shelf, query)
    assert found.suggestion == suggestion
    if suggestion:
        assert search(shelf, suggestion).total > 0


def test_a_spelling_that_finds_no_more_is_not_offered(shelf: Archive) -> None:
    """Filters count."""
    assert search(shelf, "bulettin", source="news").suggestion == "bulletin"
    assert search(shelf, "bulettin", source="council").suggestion == ""


def test_a_rare_word_is_taken_for_a_slip_of_a_common_one(archive: Archive) -> None:
    """Where it is sixteen times as rare."""
    for number in range(60):
        body = page(f"Harbour {number}", f"The harbour, day {number}.", *LONG)
        archive.add(exchange(f"https://news.example/{number}", body))
    archive.add(exchange("https://news.example/x", page("Harbuor", "The harbuor.", *LONG)))
    archive.connection.execute("UPDATE term SET weight = 6 WHERE term = 'harbour'")
    archive.connection.execute("UPDATE term SET weight = 0 WHERE term = 'harbuor'")
    assert search(archive, "harbuor").suggestion == "harbour"
    archive.connection.execute("UPDATE term SET weight = 3 WHERE term = 'harbuor'")
    assert search(archive, "harbuor").suggestion == ""


_WORDS = st.text("abcd", min_size=1, max_size=6)


@given(_WORDS, _WORDS)
def test_neighbours_are_one_slip_away(one: str, other: str) -> None:
    """All of them, and nothing else, among words of the same letters."""
    if one != other:
        assert (other in set(neighbours(one))) == (distance(one, other, 2) == 1)


@given(_WORDS, _WORDS, st.integers(0, 4))
def test_slips_are_counted_either_way(one: str, other: str, most: int) -> None:
    """Up to the most that matters."""
    found = distance(one, other, most)
    assert found == distance(other, one, most)
    assert (found == 0) == (one == other)
    assert found <= most + 1
    assert found == min(distance(one, other, 12), most + 1)


@pytest.mark.parametrize(
    ("query", "ways"),
    [
        ("bullet", ["bulletin"]),
        ("report on pri", ["report on prisons", "report on private"]),
        ('title:"fair psych', ['title:"fair psychiatric', 'title:"fair psychiatrique']),
        ("Hôpi", ["hopital"]),
        ("a", []),
        ("report ", []),
        ("", []),
        ("xyzzy", []),
        ("%", []),
    ],
)
def test_a_query_goes_on_with_words_of_the_archive(
    shelf: Archive, query: str, ways: list[str]
) -> None:
    """The last of it is written out; all before stays."""
    assert sorted(completions(shelf, query)) == sorted(ways)


def test_no_more_ways_than_asked_for(shelf: Archive) -> None:
    """The most common ones."""
    assert len(completions(shelf, "pr", 1)) == 1


def test_a_spelling_costs_nothing_where_enough_was_found(shelf: Archive, tmp_path: Path) -> None:
    """No look at the words of the archive is taken."""
    seen: list[str] = []
    shelf.connection.set_trace_callback(seen.append)
    try:
        search(shelf, "prisons")
    finally:
        shelf.connection.set_trace_callback(None)
    assert seen
    assert not [sql for sql in seen if "FROM term WHERE term IN" in sql]
