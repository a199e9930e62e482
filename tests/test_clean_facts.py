"""What a page says of itself: title, dates, authors, language, canonical URL, kind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.clean import extract
from archive.clean.dates import iso
from archive.clean.language import _identifier, language
from tests.pages import SENTENCE, article, fixture, page

URL = "https://www.gazette.example/town/sea-wall"


def told(**facts: object) -> str:
    """JSON-LD of a news article."""
    data = json.dumps({"@type": "NewsArticle", **facts})
    return f'<script type="application/ld+json">{data}</script>'


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The wall | Gazette</title>", "The wall"),
        ("<title>The wall - town - Gazette</title>", "The wall - town"),
        ("<title>Gazette: what it is</title>", "Gazette: what it is"),
        ("<title>The wall - The wall - Gazette</title>", "The wall"),
        ('<meta property="og:title" content="The wall | Gazette">', "The wall"),
        (told(headline="The &amp; wall"), "The & wall"),
        (
            '<meta property="og:title" content="One">'
            + told(headline="Two")
            + "<title>Two</title>",
            "Two",
        ),
    ],
)
def test_the_title_loses_the_name_of_the_site(head: str, title: str) -> None:
    """Whatever states the title, the site's name at its end is no part of it."""
    found = extract(page(f"<p>{SENTENCE}</p>", head), URL)
    assert found.title == title


def test_a_hidden_heading_is_no_title() -> None:
    """Headings for screen readers name parts of the page."""
    body = (
        f'<h1 class="hide-accessible">Menu of the site</h1><h1>The sea wall</h1><p>{SENTENCE}</p>'
    )
    assert extract(page(body), URL).title == "The sea wall"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021-07-12T19:36:34.246Z", "2021-07-12T19:36:34+00:00"),
        ("2021-07-12 19:36:34 +0200", "2021-07-12T19:36:34+02:00"),
        ("2021-07-12T19:36", "2021-07-12T19:36:00"),
        ("20210712", "2021-07-12"),
        ("Mon, 08 Jul 2024 00:00:00 GMT", "2024-07-08T00:00:00+00:00"),
        ("Sep 9, 2021", "2021-09-09"),
        ("2. Okt. 2022", "2022-10-02"),
        ("12 сентября 2023", "2023-09-12"),
        ("2021年5月3日", "2021-05-03"),
        ("25/05/2025", "2025-05-25"),
        ("05/25/2025", "2025-05-25"),
        ("3.4.2025", "2025-04-03"),
        ("03/04/2025", None),
        ("May 2024", None),
        ("yesterday", None),
        ("3 days ago", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("2021-13-40", None),
        ("", None),
    ],
)
def test_a_date_is_given_as_exactly_as_it_was(text: str, date: str | None) -> None:
    """A time stays a time and a day a day; what is ambiguous or relative is no date."""
    assert iso(text) == date


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (told(headline="H", datePublished="2024-05-06"), ""),
        ('<meta property="article:published_time" content="2024-05-06">', ""),
        ('<meta name="dcterms.issued" content="2024-05-06">', ""),
        ("", '<time datetime="2024-05-06">6 May</time>'),
        ("", '<span itemprop="datePublished" content="2024-05-06"></span>'),
        ("", '<span data-hook="time-ago" title="6. Mai 2024">6. Mai</span>'),
    ],
)
def test_the_day_of_publication_is_read_where_it_is_stated(head: str, body: str) -> None:
    """JSON-LD, meta, microdata, time and the hook of Wix."""
    markup = f"<article><h1>The sea wall</h1>{body}<p>{SENTENCE}</p></article>"
    assert extract(page(markup, head), URL).published == "2024-05-06"


def test_a_page_that_states_no_date_has_none() -> None:
    """A year in a sentence or in the footer is no date of publication."""
    body = f"<article><p>{SENTENCE} In 1998 it had been built anew.</p></article>"
    assert extract(page(body + "<footer>© 2019</footer>"), URL).published is None


def test_the_day_in_an_address_is_a_date() -> None:
    """Where nothing else states it, the path of the URL may."""
    found = extract(article(SENTENCE), "https://gazette.example/2020/07/30/sea-wall")
    assert found.published == "2020-07-30"


@pytest.mark.parametrize(
    ("head", "body", "names"),
    [
        (
            told(headline="H", author=[{"name": "Ann Lee"}, {"name": "Bo Ek"}]),
            "",
            ("Ann Lee", "Bo Ek"),
        ),
        (told(headline="H", author="By Ann Lee and Bo Ek"), "", ("Ann Lee", "Bo Ek")),
        ('<meta name="author" content="Ann Lee">', "", ("Ann Lee",)),
        ('<meta name="author" content="https://x.example/ann">', "", ()),
        ("", '<p class="byline">Von Ann Lee</p>', ("Ann Lee",)),
        ("", "", ()),
    ],
)
def test_authors_are_names(head: str, body: str, names: tuple[str, ...]) -> None:
    """Names are told apart, without the word before them; addresses are no names."""
    assert extract(page(f"<article>{body}<p>{SENTENCE}</p></article>", head), URL).authors == names


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("/town/other", "https://www.gazette.example/town/other"),
        ("https://gazette.example/town/other", "https://gazette.example/town/other"),
        ("http://m.gazette.example/town/other", "http://m.gazette.example/town/other"),
        ("https://elsewhere.example/town/other", None),
        ("https://www.gazette.example/", None),
        ("javascript:void(0)", None),
    ],
)
def test_a_canonical_url_stays_with_the_site(link: str, canonical: str | None) -> None:
    """It is absolute, of the same site, and not the front page of all pages."""
    head = f'<link rel="canonical" href="{link}">'
    assert extract(article(SENTENCE, head=head), URL).canonical == canonical


def test_tenants_of_one_domain_are_not_one_site() -> None:
    """Sites under a public suffix such as github.io do not speak for each other."""
    head = '<link rel="canonical" href="https://two.github.io/x">'
    assert extract(article(SENTENCE, head=head), "https://one.github.io/x").canonical is None


def test_the_language_that_a_page_claims_counts_for_short_texts() -> None:
    """Little text says little."""
    assert language("de-AT", "OK") == "de"
    assert language("", "OK") is None


def test_a_long_text_corrects_a_wrong_claim() -> None:
    """Templates often claim the language of their maker."""
    assert language("de", f"{SENTENCE} " * 4) == "en"


def test_the_claim_counts_where_there_is_no_room_to_check_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model is unpacked into a temporary file: a full disk must not cost the page."""
    _identifier.cache_clear()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "full"))
    assert language("de", f"{SENTENCE} " * 4) == "de"
    monkeypatch.undo()
    assert language("de", f"{SENTENCE} " * 4) == "en"


def test_neighbouring_languages_are_not_corrected() -> None:
    """Between Croatian and Serbian the page knows better than statistics."""
    text = "Predsjednik vlade je u utorak razgovarao s ministrima o proračunu za iduću godinu. " * 8
    assert language("sr", text) == "sr"


def test_the_script_tells_eastern_languages() -> None:
    """Fifty characters of Chinese are not English, whatever the page claims."""
    assert (
        language(
            "en",
            "蔡氏祖父百多年前於海港創立樂器廠開業亦已八十餘年自一九九三年起擇人為徒展開傳承工作",
        )
        == "zh"
    )


def test_a_list_of_posts_is_a_listing() -> None:
    """Cards and excerpts make a listing, of which no date of publication is claimed."""
    found = extract(fixture("wix-listing.html"), "https://www.quay-gazette.example/blog")
    assert (found.kind, found.published, found.title) == ("listing", None, "News")
    assert "min read" not in found.text


def test_an_article_with_many_links_is_still_an_article() -> None:
    """Related headlines under an article do not make it a listing."""
    cards = "".join(
        f'<a href="/{n}">Another headline of some length, number {n}</a>' for n in range(40)
    )
    body = f"<article><h1>The sea wall</h1><p>{SENTENCE}</p></article><div>{cards}</div>"
    head = '<meta property="article:published_time" content="2024-05-06">'
    assert extract(page(body, head), URL).kind == "article"
