"""What a person types finds what was read."""

from __future__ import annotations

import functools
import tempfile
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.search import compiled, search
from archive.search.query import MAX_TERMS, words_of
from tests.exchanges import LONG, exchange, page


def _dated(day: str) -> str:
    return f'<meta property="article:published_time" content="{day}T10:00:00Z">'


@pytest.fixture
def library(archive: Archive) -> Archive:
    """Three pages of two sources."""
    archive.add(
        exchange(
            "http://council.example/cpt",
            page("CPT visits Azerbaijan", *LONG, head=_dated("2025-10-04")),
        ),
        source="council",
    )
    french = (
        "Le comité a visité deux prisons, un commissariat et un hôpital psychiatrique du pays.",
        "L'assemblée a demandé que le rapport sur la détention soit publié avant l'été.",
    )
    archive.add(
        exchange(
            "http://council.example/fr",
            page("Visite du comité", *french, language="fr", head=_dated("2024-05-01")),
        ),
        source="council",
    )
    archive.add(
        exchange(
            "http://news.example/b",
            page(
                "Harvest is good",
                "The farmers of the valley had more wheat and apples than in any year before.",
                "The co-operation of all villages made it possible, said their union.",
                head=_dated("2025-08-01"),
            ),
        ),
        source="news",
    )
    return archive


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("CPT Azerbaijan", ["cpt"]),
        ("azerbaijan cpt prisons", ["cpt"]),
        ('"psychiatric hospital"', ["cpt"]),
        ('"hospital psychiatric"', []),
        ("prisons -azerbaijan", ["fr"]),
        ("wheat OR commissariat", ["b", "fr"]),
        ("psychia*", ["cpt", "fr"]),
        ("assemblee", ["fr"]),
        ("l'assemblée", ["fr"]),
        ("co-operation", ["b"]),
        ('"unclosed quote wheat', []),
        ("whe* apples", ["b"]),
    ],
)
def test_queries_find_pages(library: Archive, query: str, urls: list[str]) -> None:
    """Words, phrases, exclusions, alternatives, beginnings, without regard to accents."""
    found = search(library, query)
    assert sorted(hit.version.url.rsplit("/", 1)[1] for hit in found.hits) == sorted(urls)
    assert found.total == len(urls)


def test_filters_narrow_what_is_found(library: Archive) -> None:
    """By source, language, address and date."""

    def names(**filters: object) -> list[str]:
        found = search(library, "prisons OR wheat", **filters)  # type: ignore[arg-type]
        return sorted(hit.version.url.rsplit("/", 1)[1] for hit in found.hits)

    assert names() == ["b", "cpt", "fr"]
    assert names(source="news") == ["b"]
    assert names(language="fr") == ["fr"]
    assert names(site="www.council.example") == ["cpt", "fr"]
    assert names(site="council.example/f") == ["fr"]
    assert names(since=datetime(2025, 9, 1, tzinfo=UTC)) == ["cpt"]
    assert names(until=datetime(2025, 1, 1, tzinfo=UTC)) == ["fr"]
    assert names(
        since=datetime(2025, 8, 1, tzinfo=UTC), until=datetime(2025, 8, 2, tzinfo=UTC)
    ) == ["b"]


def test_where_nothing_has_all_words_some_are_enough_and_it_is_said(library: Archive) -> None:
    """Nobody is left with an empty page because of one word too many."""
    found = search(library, "wheat zeppelins")
    assert [hit.version.title for hit in found.hits] == ["Harvest is good"]
    assert "some of them" in found.note


def test_the_snippet_shows_the_words_marked(library: Archive) -> None:
    """Between two control characters that no text holds."""
    (hit,) = search(library, "apples").hits
    assert "\x02apples\x03" in hit.snippet


def test_only_what_a_page_says_now_is_found(archive: Archive) -> None:
    """An older text is history, not an answer."""
    url = "http://news.example/a"
    archive.add(exchange(url, page("Title", *LONG, "The minister is a walrus.")))
    archive.add(exchange(url, page("Title", *LONG), hours=1))
    assert not search(archive, "walrus").hits
    assert search(archive, "delegation").total == 1


def test_paging_is_stable(archive: Archive) -> None:
    """Every hit comes once over all pages of results."""
    for number in range(25):
        archive.add(exchange(f"http://news.example/{number}", page(f"Report {number}", *LONG)))
    pages = [search(archive, "delegation", limit=10, offset=offset) for offset in (0, 10, 20)]
    urls = [hit.version.url for found in pages for hit in found.hits]
    assert len(set(urls)) == 25


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_query(text: str) -> None:
    """Compiling raises nothing, and what is understood compiles to the same again."""
    query = compiled(text)
    assert compiled(str(query)).match == query.match


_ODD = [
    "", " ", '"', "*", "-", "--", "OR", "OR OR", "a OR", "NOT", "AND", "NEAR(a b)", "(", ")", "a:b",
    "covid-19", "c++", "l'assemblée", "50%", "#tag", "@user", "https://coe.int/a?b=c", "^human",
    "{a b}: x", "title : x", "\0", "\x00human", "😀", "a\u0301", "🇦🇿 flag", "\ud800", "欧洲", "-a",
]  # fmt: skip


@pytest.mark.parametrize("text", _ODD)
def test_odd_queries_raise_nothing(library: Archive, text: str) -> None:
    """Whatever is typed gets an answer."""
    search(library, text)


@given(query=st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_sqlite_takes_whatever_is_compiled(query: str) -> None:
    """No input reaches FTS5's own syntax."""
    search(_library(), query)


def test_a_book_for_a_query_is_cut() -> None:
    """SQLite would take half a minute over fifty thousand words."""
    query = compiled(" ".join(f"w{number} -x{number} OR y{number}" for number in range(1000)))
    assert sum(map(len, query.all_of)) + len(query.none_of) == MAX_TERMS


# Characters younger than SQLite's tables are cut otherwise there than here.
_KNOWN = st.characters(exclude_categories=("Cs", "Cc", "Co")).filter(
    lambda c: unicodedata.ucd_3_2_0.category(c) != "Cn"
)


@given(st.text(_KNOWN, min_size=1, max_size=60))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_indexed_word_is_found(text: str) -> None:
    """Each word of a text, cut as the index cuts it, finds the text."""
    words = words_of(text)
    _library().connection.execute("DELETE FROM probe")
    _library().connection.execute("INSERT INTO probe VALUES (?)", (text.replace("\0", " "),))
    for word in words:
        match = compiled(f'"{word}"').match
        row = _library().connection.execute(
            "SELECT count(*) FROM probe WHERE probe MATCH ?", (match,)
        )
        assert row.fetchone()[0] == 1, (word, match)


@functools.cache
def _library() -> Archive:
    made = Archive.open(Path(tempfile.mkdtemp()) / "greffe.db")
    made.add(exchange(body=page("CPT visits Azerbaijan", *LONG)))
    made.connection.execute(
        "CREATE VIRTUAL TABLE probe USING fts5(text, tokenize='unicode61 remove_diacritics 2')"
    )
    return made
