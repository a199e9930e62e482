"""What a person types finds what was read."""

from __future__ import annotations

import functools
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.analysis import words_in
from archive.search import plan, search, trend
from archive.search.asked import Word
from archive.search.compiling import Compiler, Vocabulary
from archive.store.index import columns_of
from archive.store.index.tables import LATEST
from tests.exchanges import LONG, exchange, page

AND_MORE = "The minister said more on Thursday, and people listened to every word of it."


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


def test_older_texts_are_found_where_they_are_asked_for(archive: Archive) -> None:
    """With the time they stood there; or those of a day."""
    url = "http://news.example/a"
    archive.add(exchange(url, page("Title", *LONG, "The minister is a walrus.")))
    archive.add(exchange(url, page("Title", *LONG, "The minister is a walrus.", AND_MORE), hours=5))
    archive.add(exchange(url, page("Title", *LONG), hours=72))
    (hit,) = search(archive, "walrus", all_versions=True).hits
    assert [(one.first.hour, one.is_current) for one in hit.sightings] == [(17, False), (12, False)]
    assert search(archive, "walrus at:2025-10-05").total == 1
    assert search(archive, "walrus at:2025-10-09").total == 0
    assert search(archive, "walrus at:2025-10-04").total == 0
    assert search(archive, "walrus").total == 0


def test_the_same_text_under_several_addresses_is_one_hit(archive: Archive) -> None:
    """With its places."""
    for name in ("a", "b", "c"):
        archive.add(exchange(f"http://{name}.example/", page("Court", *LONG)))
    (hit,) = search(archive, "delegation").hits
    places = {hit.version.url, *(place.url for place in hit.places)}
    assert places == {f"http://{name}.example/" for name in ("a", "b", "c")}


def test_hits_are_counted_by_what_they_are(library: Archive) -> None:
    """By source, language, year and kind."""
    facets = search(library, "prisons OR wheat", with_facets=True).facets
    assert [(one.value, one.hits) for one in facets.source] == [("council", 2), ("news", 1)]
    assert [(one.value, one.hits) for one in facets.language] == [("en", 2), ("fr", 1)]
    assert [(one.value, one.hits) for one in facets.year] == [("2025", 2), ("2024", 1)]
    assert [(one.value, one.hits) for one in facets.type] == [("article", 3)]


def test_months_without_hits_are_told_too(library: Archive) -> None:
    """From the first to the last."""
    months = trend(library, "prisons OR wheat")
    assert months[0] == ("2024-05", 1)
    assert months[-1] == ("2025-10", 1)
    assert len(months) == 18
    assert sum(hits for _, hits in months) == 3


@pytest.mark.parametrize(
    ("query", "urls"),
    [
        ("title:harvests", ["b"]),
        ("title:azerbaijan", ["cpt"]),
        ("title:wheat", []),
        ("site:council.example", ["cpt", "fr"]),
        ("site:council.example/f prisons", ["fr"]),
        ("site:www.news.example wheat", ["b"]),
        ("-site:council.example", ["b"]),
        ("source:news", ["b"]),
        ("source:nobody wheat", []),
        ("lang:french", ["fr"]),
        ("type:article wheat", ["b"]),
        ("published:2024", ["fr"]),
        ("published:2025-08..2025-09", ["b"]),
        ("captured:2025 commissariat", ["fr"]),
        ("captured:2024", []),
        ("before:2025-10-04 after:2025-07", ["b"]),
        ("after:2025-10-04", ["cpt"]),
        ("prisons (azerbaijan OR été)", ["cpt", "fr"]),
        ("NEAR(wheat apples, 3)", ["b"]),
        ("NEAR(wheat union, 3)", []),
        ("NEAR(farm* valley, 3)", ["b"]),
        ("farmers NEAR/4 valley", ["b"]),
        ("NEAR(farmers valleys, 3)", []),
        ("=prison", []),
        ("farmer", ["b"]),
        ("=farmer", []),
        ("prison -lang:fr", ["cpt"]),
        ("cooperation", ["b"]),
    ],
)  # fmt: skip
def test_fields_and_labels_narrow_a_query(library: Archive, query: str, urls: list[str]) -> None:
    """Titles, sites, sources, languages, kinds, days."""
    found = search(library, query)
    assert "some of them" not in found.note or not urls
    names = sorted(hit.version.url.rsplit("/", 1)[1] for hit in found.hits)
    assert (names if "some of them" not in found.note else []) == sorted(urls)


def test_filters_mean_the_same_where_most_texts_pass_them(archive: Archive) -> None:
    """They are looked up beside the index then."""
    for number in range(40):
        day = f"2025-{number % 12 + 1:02}-15"
        body = page(f"Report {number}", *LONG, head=_dated(day), language="en")
        archive.add(exchange(f"http://news.example/{number}", body))
    assert search(archive, "delegation after:2025-07-01").total == 18
    assert search(archive, "delegation before:2025-02").total == 4
    assert search(archive, "delegation lang:en type:article").total == 40
    assert search(archive, "delegation -after:2025-07-01").total == 22


def test_a_word_is_weighed_by_the_stem_of_those_who_use_it(archive: Archive) -> None:
    """In German ``builders`` would be of ``build``, which in English is a word of its own."""
    german = "Der Ausschuss hat zwei Gefängnisse besucht und mit den Menschen dort gesprochen."
    archive.add(exchange("http://a.example/de", page("Besuch", german, german, language="de")))
    archive.add(exchange("http://a.example/one", page("One", "A cloud, and builders.", *LONG)))
    archive.add(exchange("http://a.example/two", page("Two", "A builder is not here.", *LONG)))
    for number in range(6):
        said = f"They build, build and build {number}, under a cloud they build."
        archive.add(exchange(f"http://a.example/{number}", page("Building", said, *LONG)))
    hits = search(archive, "cloud OR builders").hits
    assert hits[0].version.url == "http://a.example/one"


def test_the_newest_come_first_where_that_is_asked_for(archive: Archive) -> None:
    """And where how recent they are counts, too."""
    days = ("2019-01-01", "2025-01-01", "2022-01-01")
    for number, day in enumerate(days):
        body = page(f"Report {number}", *LONG, head=_dated(day))
        archive.add(exchange(f"http://news.example/{number}", body))
    for order in ("newest", "fresh"):
        hits = search(archive, "delegation", order=order).hits  # type: ignore[arg-type]
        assert [hit.version.published[:4] for hit in hits if hit.version.published] == [
            "2025", "2022", "2019"
        ]  # fmt: skip


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@given(text=_TEXT, language=st.sampled_from([None, "en", "tr", "fr", "zh", "ar", "de", "ru"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_indexed_word_is_found(text: str, language: str | None) -> None:
    """Each word of a text, as it stands there, finds the text."""
    connection = _library().connection
    connection.execute("INSERT INTO probe (probe) VALUES ('delete-all')")
    columns = columns_of("", "", text, (), language, [])
    connection.execute(f"INSERT INTO probe VALUES ({', '.join('?' * len(columns))})", columns)
    vocabulary = Vocabulary([language] if language else [], {}, (2025, 2025), lambda _: ((), False))
    for word in words_in(text, language):
        match = Compiler(vocabulary).match(Word(text[word.start : word.end]))
        if match is not None:
            row = connection.execute("SELECT count(*) FROM probe WHERE probe MATCH ?", (match,))
            assert row.fetchone()[0] == 1, (word, match)


@functools.cache
def _library() -> Archive:
    made = Archive.open(Path(tempfile.mkdtemp()) / "greffe.db")
    made.add(exchange(body=page("CPT visits Azerbaijan", *LONG)))
    sql = made.connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (LATEST,))
    made.connection.execute(sql.fetchone()[0].replace(LATEST, "probe"))
    return made


def test_where_very_many_have_a_word_those_come_first_that_are_about_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others follow, and none is lost or told twice."""
    monkeypatch.setattr(plan, "SCORED", 0)
    for number in range(12):
        title = "Harbour" if number == 3 else f"Report {number}"
        last = f"The harbour of town number {number} was seen by none of them."
        archive.add(exchange(f"http://news.example/{number}", page(title, *LONG, last)))
    hits = search(archive, "harbour", limit=20).hits
    assert hits[0].version.title == "Harbour"
    assert len({hit.version.url for hit in hits}) == len(hits) == 12
    narrowed = search(archive, "harbour site:news.example captured:2025").hits
    assert narrowed[0].version.title == "Harbour"


def test_pages_with_any_of_the_words_have_more_than_the_commonest(library: Archive) -> None:
    """Where no page has all words, one that has only "the" of them is not found."""
    found = search(library, "the unheardof apples")
    assert found.hits
    assert all("apples" in hit.version.text.lower() for hit in found.hits)
    assert "some of them" in found.note
    assert not search(library, "the unheardof").hits


def test_of_a_word_with_hyphens_a_part_is_enough_where_nothing_has_it_all(
    archive: Archive,
) -> None:
    """Who types KI-Waffen gets pages about Waffen, and is told."""
    archive.add(exchange(body=page("Waffen werden kontrolliert", *LONG)))
    found = search(archive, "KI-Waffen")
    assert [hit.version.title for hit in found.hits] == ["Waffen werden kontrolliert"]
    assert "some of them" in found.note
