"""Sets of texts beside the full-text index: they find what it finds, whenever they were made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.search import search
from archive.search.sets import All, Sets, Some, Terms, Without, set_of
from archive.store.index import postings
from tests.exchanges import LONG, exchange, page

WORDS = ("prison", "report", "court", "visit", "Strasbourg", "committee", "night", "shelter")
SITES = ("https://a.example", "https://b.example")


def filled(archive: Archive, texts: int, *, seed: int = 1, start: int = 0) -> None:
    """Pages, each with some of the words."""
    chosen = random.Random(seed)
    for number in range(start, start + texts):
        said = " ".join(chosen.sample(WORDS, chosen.randint(1, 5)))
        url = f"{chosen.choice(SITES)}/{number}"
        body = page(f"Page {number} {chosen.choice(WORDS)}", f"{said} {number}.", *LONG)
        archive.add(exchange(url, body, hours=number), source=chosen.choice(("x", "y")))


def followed(archive: Archive, *, least: int = 3, fresh: int = 1) -> int:
    """The sets made to follow, also for few texts."""
    return postings.followed(archive.connection, archive.transaction, least=least, fresh=fresh)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Forty pages with sets."""
    with Archive.open(tmp_path / "greffe.db") as opened:
        filled(opened, 40)
        assert followed(opened) > len(WORDS)
        yield opened


def matching(archive: Archive, match: str) -> list[int]:
    """What FTS5 finds."""
    sql = "SELECT rowid FROM latest_fts WHERE latest_fts MATCH ? ORDER BY rowid"
    return [number for (number,) in archive.connection.execute(sql, (match,))]


_TERMS = st.sampled_from([*(f'"{word.lower()}"' for word in WORDS), '"site=a.example"', '"="',
                          '"lang=en"', '"no-such-word"', '"17"'])  # fmt: skip
QUERIES = st.recursive(
    _TERMS,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from((" AND ", " OR ")), st.lists(inner, min_size=2, max_size=4)).map(
            lambda both: f"({both[0].join(both[1])})"
        ),
        st.tuples(inner, inner).map(lambda both: f"({both[0]} NOT {both[1]})"),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(match=QUERIES)
def test_a_set_is_what_the_index_finds(match: str, many: Archive) -> None:
    """Of texts before and after the sets were made, of those that left and those that came back."""
    sets = Sets.of(many.connection)
    assert sets is not None
    found = sets.found(match)
    assert found is not None
    assert list(found) == matching(many, match)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Pages with sets; then some are edited, some say again what they said, and some are new."""
    with Archive.open(tmp_path_factory.mktemp("sets") / "greffe.db") as opened:
        filled(opened, 60)
        first = {number: opened.versions(url)[0] for number, url in _urls(opened)}
        assert followed(opened)
        for number, url in list(_urls(opened))[:12]:
            body = page(f"Page {number}", "visit shelter court.", *LONG)
            opened.add(exchange(url, body, hours=100 + number), source="x")
        for number, url in list(_urls(opened))[:5]:
            text = first[number].text.split("\n\n")
            opened.add(exchange(url, page(first[number].title, *text), hours=300 + number))
        filled(opened, 10, seed=2, start=60)
        yield opened


def _urls(archive: Archive) -> list[tuple[int, str]]:
    rows = archive.connection.execute("SELECT id, url FROM page ORDER BY id").fetchall()
    return [(number, url) for number, url in rows]


def test_a_text_that_comes_back_is_looked_up(many: Archive) -> None:
    """And one that left is known to have left."""
    span = postings.span_of(many.connection)
    assert span is not None
    assert len(span.gone) >= 12
    assert 1 <= len(span.again) <= postings.AGAIN
