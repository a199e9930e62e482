"""Sets of texts beside the full-text index: they find what it finds, whenever they were made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from archive import Archive
from archive.cli.sets import sets_after
from archive.fixity.index import difference
from archive.locks import making_sets
from archive.search import Results, counting, plan, search, trend
from archive.search.sets import Sets
from archive.store.index import bitmaps, masks, places, postings
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
        archive.add(exchange(url, body, hours=number * 400), source=chosen.choice(("x", "y")))


def followed(archive: Archive, *, least: int = 3, fresh: int = 1) -> int:
    """The sets made to follow, also for few texts."""
    return postings.followed(
        archive.connection, archive.transaction, least=least, placed=least, fresh=fresh
    )


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


SURFACES = "{title summary body authors}"
_WORD = st.sampled_from([*(f'"{word.lower()}"' for word in WORDS), '"page"', '"17"', '"of"', '"a"'])
_TERMS = st.sampled_from([*(f'"{word.lower()}"' for word in WORDS), '"site=a.example"', '"="',
                          '"lang=en"', '"no-such-word"', '"17"'])  # fmt: skip
_PHRASES = st.lists(_WORD, min_size=2, max_size=3).map(
    lambda words: f'{SURFACES} : "{" ".join(word.strip(chr(34)) for word in words)}"'
)
_NEAR = st.tuples(st.lists(_WORD, min_size=2, max_size=3), st.integers(0, 70)).map(
    lambda both: f"{SURFACES} : (NEAR({' '.join(both[0])}, {both[1]}))"
)
_WITHIN = st.tuples(st.sampled_from(("title", SURFACES, "{title title_stems}")), _WORD).map(
    lambda both: f"{both[0]} : {both[1]}"
)
QUERIES = st.recursive(
    st.one_of(_TERMS, _PHRASES, _NEAR, _WITHIN),
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
    assume(found is not None)
    assert list(found or ()) == matching(many, match)
    some = BitMap(number for number in matching(many, '"="') if number % 2)
    newest = sets.newest(match, some, 10)
    assert newest == [number for number in matching(many, match)[::-1] if number % 2][:10]


@pytest.mark.parametrize("most", [1, 7, 30])
@pytest.mark.parametrize(
    "match",
    [f'{SURFACES} : "page {word}"' for word in ("1", "7", "prison")]
    + [
        f'({SURFACES} : (NEAR("page" "{word.lower()}", 20)) AND "site=a.example")' for word in WORDS
    ],
)
def test_of_what_stands_in_many_texts_the_newest_are_found(
    match: str, most: int, many: Archive
) -> None:
    """As many as are enough: nobody counts further."""
    sets = Sets.of(many.connection)
    assert sets is not None
    found = sets.found(match, most)
    assert list(found or ()) == matching(many, match)[-most:]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Pages with sets; then some are edited, some say again what they said, and some are new."""
    with Archive.open(tmp_path_factory.mktemp("sets") / "greffe.db") as opened:
        filled(opened, 30)
        _leapt(opened, (1 << places.CHUNK) - 16)
        filled(opened, 30, seed=4, start=30)
        first = {number: opened.versions(url)[0] for number, url in _urls(opened)}
        assert followed(opened)
        for number, url in list(_urls(opened))[:12]:
            body = page(f"Page {number}", "visit shelter court.", *LONG)
            opened.add(exchange(url, body, hours=100_000 + number), source="x")
        for number, url in list(_urls(opened))[:5]:
            text = first[number].text.split("\n\n")
            opened.add(exchange(url, page(first[number].title, *text), hours=300_000 + number))
        opened.connection.execute(
            "UPDATE version SET title = 'Night shelter ' || title WHERE id IN (20, 21)"
        )
        filled(opened, 10, seed=2, start=60)
        yield opened


def _leapt(archive: Archive, number: int) -> None:
    """Let the next texts have numbers behind this one, so that some are of the next chunk."""
    run = archive.connection.execute
    names = [row[1] for row in run("PRAGMA table_info(version)")][1:]
    values = ", ".join("x'00'" if name == "digest" else name for name in names)
    run(
        f"INSERT INTO version (id, {', '.join(names)}) "
        f"SELECT ?, {values} FROM version ORDER BY id LIMIT 1",
        (number,),
    )


def _urls(archive: Archive) -> list[tuple[int, str]]:
    rows = archive.connection.execute("SELECT id, url FROM page ORDER BY id").fetchall()
    return [(number, url) for number, url in rows]


def test_a_text_that_comes_back_as_it_was_is_told_by_the_sets_again(many: Archive) -> None:
    """One that has other words since is looked up; and one that left is known to have left."""
    span = postings.span_of(many.connection)
    assert span is not None
    assert len(span.gone) == 12 - 5 + 2
    assert span.again == (20, 21)
    assert postings.differing(many.connection) is None


ASKED = (
    "prison", "prison report", "court -visit", "visit OR night", "pris*", '"court visit"',
    "title:court", "shelter site:a.example", "night source:x", "lang:en report", "nosuchword",
    "report prison committee night court", "after:2025-10-06 prison", "before:2025-10-06",
    "prison after:2025 before:2028", '"page 7" after:2025 before:2028', "pag* site:a.example",
    "prison site:a.example/1", "site:b.example/", "site:a.example/no such", "page site:a.example/2",
    '"court visit" lang:en', "pris* after:2025 before:2028 site:b.example -night",
)  # fmt: skip


def _told(found: Results) -> object:
    hits = [(hit.version.id, hit.snippet, len(hit.places)) for hit in found.hits]
    return hits, found.total, found.facets, found.notes, found.suggestion


@pytest.mark.parametrize("query", ASKED)
def test_a_search_finds_the_same_with_sets_and_without(
    query: str, archive: Archive, tmp_path: Path
) -> None:
    """In the same order, with the same counts."""
    with Archive.open(tmp_path / "without.db") as without:
        filled(without, 40)
        for order in ("relevance", "fresh", "newest"):
            both = [search(one, query, order=order, with_facets=True) for one in (archive, without)]
            assert _told(both[0]) == _told(both[1])


@pytest.mark.parametrize("query", ["prison", "prison report", "prison site:a.example"])
def test_of_many_texts_those_about_the_words_come_first(
    query: str, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which those are is a matter of sets, too; all that match are found."""
    few = {hit.version.id for hit in search(archive, query, limit=100).hits}
    monkeypatch.setattr(plan, "SCORED", 3)
    hits = search(archive, query, limit=100).hits
    assert {hit.version.id for hit in hits} == few
    words = [word for word in query.split() if ":" not in word]
    named = [all(word in hit.version.title.lower() for word in words) for hit in hits]
    assert named == sorted(named, reverse=True)


def test_few_texts_have_no_sets(tmp_path: Path) -> None:
    """Their index is quick enough."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        filled(archive, 5)
        assert postings.followed(archive.connection, archive.transaction) == 0
        assert Sets.of(archive.connection) is None


def test_sets_follow_when_texts_come(archive: Archive) -> None:
    """They are of all texts then, and nothing is looked up beside them."""
    filled(archive, 30, seed=3, start=40)
    assert followed(archive, fresh=31) == 0
    assert followed(archive, fresh=30)
    (last,) = archive.connection.execute("SELECT max(version_id) FROM indexed").fetchone()
    sets = Sets.of(archive.connection)
    assert sets is not None
    assert sets.span.upto == last
    assert postings.differing(archive.connection) is None
    found = sets.found('"prison"')
    assert found is not None
    assert list(found) == matching(archive, '"prison"')


def test_what_was_broken_off_is_begun_anew(tmp_path: Path) -> None:
    """Until then there are no sets, and searches find what they found."""

    def broken(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with Archive.open(tmp_path / "greffe.db") as archive:
        filled(archive, 40)
        with pytest.raises(KeyboardInterrupt):
            postings.followed(archive.connection, archive.transaction, broken, least=2, fresh=1)
        assert Sets.of(archive.connection) is None
        assert search(archive, "prison").total
        assert followed(archive)
        assert Sets.of(archive.connection) is not None
        assert postings.differing(archive.connection) is None


def test_of_two_that_make_sets_the_later_one_goes_on(tmp_path: Path) -> None:
    """Commands of forty sources may end at once."""
    path = tmp_path / "greffe.db"
    done: list[int] = []

    def another(_: int, total: int) -> None:
        if not done:
            with Archive.open(path) as other:
                done.extend((followed(other, least=2), total))

    with Archive.open(path) as archive:
        filled(archive, 40)
        made = postings.followed(archive.connection, archive.transaction, another, least=2, fresh=1)
        assert 0 < made < done[0]
        assert made < done[1]
        assert postings.span_of(archive.connection) is not None
        assert postings.differing(archive.connection) is None


def test_a_damaged_set_is_not_believed_and_told_of(archive: Archive) -> None:
    """The index itself answers; ``greffe rebuild`` makes both anew."""
    term = "prison"
    archive.connection.execute(
        "UPDATE posting SET bits = CAST(substr(bits, 1, length(bits) - 1) || x'55' AS BLOB) "
        "WHERE term = ?",
        (term,),
    )
    assert search(archive, term).total == len(matching(archive, f'"{term}"'))
    archive.connection.execute("BEGIN")
    assert "'prison'" in str(difference(archive.connection))
    archive.connection.execute("ROLLBACK")


def test_a_set_that_lacks_a_text_is_told_of(archive: Archive) -> None:
    """By ``greffe verify``, though it is well formed."""
    bits = postings.bits_of(archive.connection, "prison")
    assert bits is not None
    bits.remove(bits.min())
    packed = bitmaps.packed(bits)
    archive.connection.execute("UPDATE posting SET bits = ? WHERE term = 'prison'", (packed,))
    assert postings.differing(archive.connection) == "prison"


def test_a_text_that_did_not_leave_is_told_of(archive: Archive) -> None:
    """Searches would miss it."""
    (number,) = matching(archive, '"prison"')[:1]
    with archive.transaction():
        masks.left(archive.connection, "main", number, ())
    assert postings.differing(archive.connection) is not None


def test_where_it_is_not_known_which_texts_left_there_are_no_sets(many: Archive) -> None:
    """They are made anew with the next that leaves."""
    run = many.connection.execute
    with many.transaction():
        run("UPDATE posting_gone SET bits = CAST(bits || x'00' AS BLOB)")
        assert Sets.of(many.connection) is None
        masks.left(many.connection, "main", 1, ())
        assert run("SELECT count(*) FROM posting_span").fetchone() == (0,)
        many.connection.execute("ROLLBACK")
        many.connection.execute("BEGIN")
    assert Sets.of(many.connection) is not None


def test_where_many_texts_come_back_with_other_words_sets_are_made_anew(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would have to be looked up; but not before others came, as that takes long."""
    monkeypatch.setattr(postings, "AGAIN", 3)
    with archive.transaction():
        for number in range(1, 5):
            masks.came(archive.connection, "main", number, ())
    assert Sets.of(archive.connection) is None
    assert not followed(archive, fresh=30)
    filled(archive, 30, seed=7, start=40)
    assert followed(archive, fresh=30)
    assert Sets.of(archive.connection) is not None


def test_an_index_made_anew_has_no_sets(archive: Archive) -> None:
    """They would be of other texts."""
    from archive.store.index import made_anew

    with archive.transaction():
        made_anew(archive.connection)
    assert Sets.of(archive.connection) is None
    assert archive.connection.execute("SELECT count(*) FROM posting").fetchone() == (0,)


def test_a_command_that_captured_something_lets_the_sets_follow(tmp_path: Path) -> None:
    """And one that did not does no harm."""
    path = tmp_path / "greffe.db"
    sets_after(path)
    with Archive.open(path) as archive:
        filled(archive, 40)
    sets_after(path)
    with Archive.open(path) as archive:
        assert Sets.of(archive.connection) is None
    sets_after(path, 40)
    with Archive.open(path) as archive:
        assert postings.span_of(archive.connection) is not None


def test_of_commands_that_end_at_once_one_lets_the_sets_follow(tmp_path: Path) -> None:
    """The others end without it, and without a word."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive, 40)
    with making_sets(path):
        sets_after(path, 40)
    with Archive.open(path) as archive:
        assert Sets.of(archive.connection) is None
    sets_after(path, 40)
    with Archive.open(path) as archive:
        assert Sets.of(archive.connection) is not None


@pytest.mark.parametrize("least", [0, 5_000])
@pytest.mark.parametrize("query", ["page", "prison OR court", '"court visit"', "lang:en", "nosuch"])
def test_texts_are_counted_by_month_with_sets_as_without(
    query: str, least: int, many: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the sets of months, or by the day of each."""
    monkeypatch.setattr(counting, "_DATED", least)
    found = trend(many, query)
    monkeypatch.setattr(counting, "hits_of", lambda *_: None)
    assert found == trend(many, query)
    assert found or query == "nosuch"
