"""The search of the reading room."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote

import feedparser
import pytest

from archive import Archive
from archive.web.search import bars
from archive.web.searching import Asked
from tests.exchanges import LONG, exchange, page
from tests.servers.room import Served, serving
from tests.shelf import COPY, REPORT, fill

PAGES = (
    "/search", "/search?q=prisons", "/search?q=prison*+lang:en&all_versions=1",
    "/search?q=xyzzy", "/search/help", "/search/months?q=prisons", "/search/months?q=xyzzy",
    "/search/months",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shelf and a page of strange letters, served."""
    path = tmp_path_factory.mktemp("room") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
        strange = page("Oddity &#x1b;[2J &lt;b&gt;", "Odd \u0008 letters\ufffe in it.", *LONG)
        archive.add(exchange("https://news.example/odd", strange))
    with serving(path) as both:
        yield both


def _words(text: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)))


def _links(text: str) -> dict[str, str]:
    """Where links lead, by their words."""
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', text, re.DOTALL)
    return {_words(words).strip(): html.unescape(href) for href, words in found}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_needs_no_script_and_no_style_of_its_own(served: Served, path: str) -> None:
    """Nothing inline, nothing from elsewhere; links lead to the room."""
    got = served.get(path)
    assert got.status == 200
    assert got.text.count("<script") == got.text.count('<script src="/static/')
    assert not re.search(r'\s(?:style|on\w+)="', got.text)
    assert all(href.startswith(("/", "#")) for href in _links(got.text).values())
    assert re.search(r'rel="search"[^>]*href="/opensearch.xml"', got.text)


def test_what_was_understood_is_told_in_plain_words(served: Served) -> None:
    """Where it is more than words."""
    shown = _words(served.get(f"/search?q={quote('prison* lang:en -Monday')}").text)
    assert "Understood: prison…; not: Monday; in English." in shown
    assert "Understood" not in served.get("/search?q=prisons+committee").text


def test_notes_are_told(served: Served) -> None:
    """Such as that no page has all of the words."""
    shown = _words(served.get("/search?q=bulletin+zeppelins").text)
    assert "No page has all of these words; these have some of them." in shown


def test_facets_narrow_and_can_be_taken_off(served: Served) -> None:
    """Each by an address."""
    links = _links(served.get("/search?q=prisons").text)
    assert links["council"] == "/search?q=prisons&source=council"
    assert links["French"] == "/search?q=prisons&lang=fr"
    assert links["2024"] == "/search?q=prisons&from=2024&to=2024"
    narrowed = served.get("/search?q=prisons&from=2024&to=2024&source=news").text
    assert "2 pages" in _words(narrowed)
    off = _links(narrowed)
    assert off["dated 2024 ×: take this filter off"] == "/search?q=prisons&source=news"
    assert off["source news ×: take this filter off"] == "/search?q=prisons&from=2024&to=2024"
    assert "2023" not in off


def test_older_texts_lead_to_themselves_and_to_what_changed(served: Served) -> None:
    """And say when they stood there."""
    got = served.get("/search?q=Monday&all_versions=1").text
    links = _links(got)
    assert "1 text" in _words(got)
    assert "Stood there on 5 October 2025: that text, what changed since" in _words(got)
    assert links["that text"] == f"/page/20251005120000/{REPORT}"
    assert links["Report on prisons"] == f"/page/20251005120000/{REPORT}"
    assert "<ins>Tuesday</ins>" in served.get(links["what changed since"]).text
    assert "No page has" in served.get("/search?q=Monday").text


def test_a_day_may_be_meant(served: Served) -> None:
    """What pages said then."""
    got = served.get("/search?q=committee+adopted&at=2025-10-05").text
    assert "<mark>committee</mark> met in Strasbourg on Monday" in got
    assert "as of 2025-10-05" in _words(got)


def test_places_of_the_same_text_are_one_hit(served: Served) -> None:
    """Its other addresses can be unfolded."""
    got = served.get("/search?q=Tuesday").text
    assert "The same text at 1 other address" in _words(got)
    assert f'href="/page/{COPY}"' in got
    assert f'href="/page/{REPORT}"' in got


def test_found_words_are_marked_in_titles_too(served: Served) -> None:
    """And nothing else of a title is HTML."""
    assert (
        "<mark>Report</mark> on <mark>prisons</mark>" in served.get("/search?q=report+prison").text
    )
    assert "&lt;b&gt;" in served.get("/search?q=oddity").text


def test_another_spelling_is_a_link(served: Served) -> None:
    """The rest of the search stays."""
    links = _links(served.get("/search?q=bulettin&lang=en").text)
    assert links["bulletin"] == "/search?q=bulletin&lang=en"


def test_an_empty_result_helps_on(served: Served) -> None:
    """To what pages said before, for one."""
    got = served.get("/search?q=xyzzy").text
    assert "No page has “xyzzy”" in _words(got.replace("<q>", "“").replace("</q>", "”"))
    assert _links(got)["Search what pages said before, too"] == "/search?q=xyzzy&all_versions=1"


def test_the_order_can_be_chosen(served: Served) -> None:
    """The newest first."""
    got = served.get("/search?q=bulletin&order=newest").text
    assert re.findall(r'href="/page/https://news.example/(\d)"', got) == ["3", "2", "1", "0"]
    assert '<option value="newest" selected>' in got


def test_what_is_not_understood_is_left_out_and_said(served: Served) -> None:
    """It is no filter that is on."""
    got = served.get("/search?q=bulletin&from=soon&lang=klingon&type=poem&order=odd&at=x").text
    shown = _words(got)
    assert "4 pages" in shown
    for words in ("'soon' is no date", "'klingon' names no language", "'poem' is no kind of page",
                  "'odd' is no order", "'x' is no date"):  # fmt: skip
        assert words in shown
    assert "take this filter off" not in got


def test_months_are_drawn_and_told(served: Served) -> None:
    """Each leads to its hits."""
    got = served.get("/search?q=bulletin").text
    assert got.count('class="bar"') == 3
    assert "<title>2024-02: 2 texts</title>" in got
    links = _links(served.get("/search/months?q=bulletin").text)
    assert links["2024"] == "/search?q=bulletin&from=2024&to=2024"
    assert links["2"] == "/search?q=bulletin&from=2024-02&to=2024-02"
    assert "2 pages" in _words(served.get(links["2"]).text)


def test_bars_fit_the_chart_however_many() -> None:
    """The highest is as high as it; the least is seen."""
    steps = [(f"{year}", year % 7 * 1000) for year in range(1500, 2000)]
    drawn = bars(Asked("x"), [*steps, ("2000", 1)])
    assert len(drawn) == 120
    assert max(bar.height for bar in drawn) == 40
    assert drawn[-1].height > 1
    assert all(0 <= bar.x <= 300 - bar.width and bar.y + bar.height == 40 for bar in drawn)
    assert bars(Asked("x"), []) == []


def test_a_feed_reader_follows_a_search(served: Served) -> None:
    """The newest first; entries keep their names."""
    got = served.get("/search.atom?q=bulletin&lang=en")
    assert got.headers["content-type"].startswith("application/atom+xml")
    feed = feedparser.parse(got.body)
    assert not feed.bozo
    assert feed.feed.title == "Search: bulletin"
    room = f"http://127.0.0.1:{served.room}"
    assert {link.href for link in feed.feed.links} == {
        f"{room}/search.atom?q=bulletin&lang=en", f"{room}/search?q=bulletin&lang=en"
    }  # fmt: skip
    assert [one.title for one in feed.entries] == [f"Bulletin {n}" for n in (3, 2, 1, 0)]
    again = feedparser.parse(served.get("/search.atom?q=bulletin").body)
    assert [one.id for one in again.entries] == [one.id for one in feed.entries]
    assert again.feed.id != feed.feed.id
    assert "&lt;mark&gt;bulletin&lt;/mark&gt; number 3." in got.text


@pytest.mark.parametrize("query", ["oddity", "xyzzy", "", "%1b%5b", "%00"])
def test_a_feed_is_well_formed_whatever_pages_say(served: Served, query: str) -> None:
    """Of letters that XML does not take, none is in it."""
    feed = feedparser.parse(served.get(f"/search.atom?q={query}").body)
    assert not feed.bozo
    assert len(feed.entries) == (query == "oddity")


def test_the_address_of_a_feed_is_in_the_head(served: Served) -> None:
    """Browsers and feed readers look there."""
    got = served.get("/search?q=bulletin&lang=en").text
    assert 'type="application/atom+xml"' in got.partition("</head>")[0]
    assert 'href="/search.atom?q=bulletin&amp;lang=en"' in got.partition("</head>")[0]
