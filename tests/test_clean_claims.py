"""What pages claim about their dates, what is chosen, and why."""

from __future__ import annotations

import json
import re
from importlib import import_module
from inspect import getsource

import pytest

from archive.clean import extract
from archive.clean.article import Article
from tests.pages import SENTENCE, page

URL = "https://www.gazette.example/town/sea-wall"
TITLE = "The sea wall will be repaired"


def told(head: str = "", body: str = "", url: str = URL, language: str = "en-GB") -> Article:
    """What is read of an article with this in its head and under its headline."""
    text = f"<article><h1>{TITLE}</h1>{body}" + f"<p>{SENTENCE}</p>" * 3 + "</article>"
    return extract(page(text, head, f' lang="{language}"'), url)


def ld(*nodes: dict[str, object]) -> str:
    """JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps(nodes)}</script>'


def meta(name: str, content: str) -> str:
    """A meta element."""
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "body", "url", "origin", "place"),
    [
        (
            ld({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2024-05-17"}),
            "",
            URL,
            "json-ld",
            "NewsArticle.datePublished",
        ),
        (ld({"@type": "WebPage", "datePublished": "2024-05-17"}), "", URL, "json-ld", "WebPage."),
        (meta("article:published_time", "2024-05-17"), "", URL, "opengraph", "article:published"),
        (meta("parsely-pub-date", "2024-05-17"), "", URL, "meta", "parsely-pub-date"),
        (meta("sailthru.date", "2024-05-17"), "", URL, "meta", "sailthru.date"),
        (meta("citation_publication_date", "2024/05/17"), "", URL, "meta", "citation_publication"),
        (meta("DC.date.issued", "2024-05-17"), "", URL, "meta", "dc.date.issued"),
        ("", '<b itemprop="datePublished">17 May 2024</b>', URL, "microdata", "datePublished"),
        ("", '<time datetime="2024-05-17">Friday</time>', URL, "time", "2024-05-17"),
        ("", "<time>17 May 2024</time>", URL, "time", "17 May 2024"),
        ("", "<p>17 May 2024</p>", URL, "text", "17 May 2024"),
        ("", "", "https://gazette.example/2024/05/17/wall", "url", "2024/05/17"),
    ],
)
def test_a_claim_says_where_it_stands(
    head: str, body: str, url: str, origin: str, place: str
) -> None:
    """JSON-LD, Open Graph, other meta elements, microdata, time, words and the address."""
    found = told(head, body, url)
    assert [claim.value for claim in found.claims if claim.about == "published"] == ["2024-05-17"]
    assert found.claims[0].origin == origin
    assert found.claims[0].place.startswith(place)
    assert found.published == "2024-05-17"


@pytest.mark.parametrize(
    ("language", "words", "about"),
    [
        ("en", "Published on 17 May 2024", "published"),
        ("en", "Last updated: 17 May 2024", "modified"),
        ("de", "Veröffentlicht am 17. Mai 2024", "published"),
        ("de", "Zuletzt aktualisiert am 17.05.2024", "modified"),
        ("fr", "Publié le 17 mai 2024", "published"),
        ("fr", "Mis à jour le 17/05/2024", "modified"),
        ("es", "Actualizado el 17 de mayo de 2024", "modified"),
        ("it", "Aggiornato il 17 maggio 2024", "modified"),
        ("nl", "Bijgewerkt op 17 mei 2024", "modified"),
        ("pl", "Aktualizacja: 17 maja 2024", "modified"),
        ("ru", "Опубликовано 17 мая 2024", "published"),
        ("ru", "Обновлено: 17.05.2024", "modified"),
        ("uk", "Оновлено 17 травня 2024", "modified"),
        ("az", "Dərc olunub: 17 may 2024", "published"),
        ("az", "Yenilənib: 17 may 2024", "modified"),
        ("tr", "Yayınlanma: 17 Mayıs 2024", "published"),
        ("tr", "Güncelleme: 17.05.2024", "modified"),
        ("sv", "Uppdaterad 17 maj 2024", "modified"),
        ("ja", "最終更新日：2024年5月17日", "modified"),
    ],
)
def test_words_say_what_a_date_is_of(language: str, words: str, about: str) -> None:
    """Near the headline, in the languages of the sources."""
    found = told(body=f"<p>{words}</p>", language=language)
    assert [(claim.about, claim.value) for claim in found.claims] == [(about, "2024-05-17")]


def test_one_line_may_hold_both_dates() -> None:
    """Each takes the word before it."""
    found = told(body="<p>Published 5 May 2024 | Updated 6 May 2024, 07:30</p>")
    assert (found.published, found.modified) == ("2024-05-05", "2024-05-06T07:30:00")


@pytest.mark.parametrize(
    ("words", "language", "moment"),
    [
        ("14/12/2022", "en-GB", "2022-12-14"),
        ("22/10/2024 Strasbourg", "en-GB", "2024-10-22"),
        ("05/03/2024 Strasbourg", "en-GB", "2024-03-05"),
        ("Secretary General 24 september 2024 Kyiv", "en-GB", "2024-09-24"),
        ("30 mars 2023 07:50:00", "fr-FR", "2023-03-30T07:50:00"),
    ],
)
def test_the_dates_of_the_council_of_europe_are_read(
    words: str, language: str, moment: str
) -> None:
    """Its portal has no date in its markup, only words under or beside the title."""
    body = (
        "<header>Newsroom</header><div class='portlet-body'><a href='/x'>Back</a>"
        f"<p>Country visit</p><h1>{TITLE}</h1><div><span>{words}</span></div>"
        + f"<p>{SENTENCE}</p>" * 4
        + "</div><footer>© 2020 Council</footer>"
    )
    url = "https://www.coe.int/en/web/cpt/-/sea-wall"
    assert extract(page(body, attributes=f' lang="{language}"'), url).published == moment


def test_conflicting_claims_are_all_kept_and_the_choice_is_explained() -> None:
    """JSON-LD of the article comes first; the others are counted."""
    head = ld(
        {
            "@type": "NewsArticle",
            "headline": TITLE,
            "datePublished": "2024-05-17T08:00:00+02:00",
            "dateModified": "2024-05-20",
        }
    )
    head += meta("article:published_time", "2024-05-18T01:00:00Z") + meta("date", "2024-06-01")
    found = told(head, "<time datetime='2024-05-17'>17 May</time>")
    assert found.published == "2024-05-17T08:00:00+02:00"
    assert [claim.value for claim in found.claims if claim.about == "published"] == [
        "2024-05-17T08:00:00+02:00",
        "2024-05-18T01:00:00Z".replace("Z", "+00:00"),
        "2024-05-17",
        "2024-06-01",
    ]
    assert found.reason == (
        "published by json-ld NewsArticle.datePublished "
        "(1 agrees, 1 a day apart, 1 of another day); "
        "modified by json-ld NewsArticle.dateModified"
    )


def test_the_article_of_the_page_speaks_and_not_a_related_one() -> None:
    """Told by its address or its title."""
    other = {"@type": "NewsArticle", "headline": "Another one", "datePublished": "2020-01-01"}
    own = {"@type": "NewsArticle", "headline": "T", "url": URL, "datePublished": "2024-05-17"}
    found = told(ld(other, other | {"headline": "Third"}, own))
    assert [claim.value for claim in found.claims] == ["2024-05-17"]


def test_dates_of_related_pages_and_comments_are_no_claims() -> None:
    """Nor those of frames and of the day on which the page was made."""
    around = (
        "<div class='topbar'><nav>Monday, 3 June 2024</nav></div>"
        f"<article><h1>{TITLE}</h1>" + f"<p>{SENTENCE}</p>" * 3 + "</article>"
        "<aside><time datetime='2024-05-01'>1 May</time></aside>"
        "<div class='related-posts'><p>Published 2 May 2024</p><time datetime='2024-05-02'></time>"
        "</div><div id='comments'><time datetime='2024-05-03'>3 May</time></div>"
        "<footer>Site updated 4 May 2019. © 2020</footer>"
    )
    found = extract(page(around), URL)
    assert (found.claims, found.published) == ((), None)


def test_a_date_within_a_sentence_is_no_claim() -> None:
    """It is of what the sentence tells."""
    found = told(body="<p>On 12 May 2020 the court had heard the case for the first time.</p>")
    assert found.published is None


def test_a_dateline_is_a_claim() -> None:
    """A text may begin with the day and the place that it is from."""
    found = told(body=f"<p>Strasbourg, 14.12.2022 – {SENTENCE}</p>")
    assert found.published == "2022-12-14"


def test_a_change_before_the_publication_is_not_chosen() -> None:
    """It stays among the claims."""
    head = meta("article:published_time", "2024-05-17") + meta("dcterms.modified", "2019-01-01")
    found = told(head)
    assert found.modified is None
    assert "2019-01-01" in [claim.value for claim in found.claims]
    assert found.reason.endswith("modified by nothing (dcterms.modified is before the publication)")


def test_other_dates_of_the_page_tell_day_and_month_apart() -> None:
    """A page that writes 25/12/2023 does not mean March by 04/03."""
    body = "<p>04/03/2024</p><p>Next meeting</p><p>25/12/2023</p>"
    assert told(body=body, language="en").published == "2024-03-04"
    assert told(body="<p>04/03/2024</p>", language="en").published is None


def test_an_ambiguous_day_is_the_one_that_the_markup_states() -> None:
    """Whatever the custom of the land."""
    found = told(meta("date", "2024-04-03"), "<p>04/03/2024</p>", language="en-GB")
    assert {claim.value for claim in found.claims} == {"2024-04-03"}


def test_a_list_has_no_dates_of_its_items() -> None:
    """What stands beside the items of a list is not the page's."""
    items = "".join(
        f"<div class='post-list-item'><h2><a href='/post/{n}'>A headline of some length number {n}"
        f"</a></h2><time datetime='2024-05-{n:02}'>{n} May</time><p>{SENTENCE[:90]}...</p></div>"
        for n in range(1, 13)
    )
    found = extract(page(f"<h1>News</h1>{items}"), "https://gazette.example/news")
    assert (found.kind, found.published, found.authors) == ("listing", None, ())


def test_the_day_of_reading_is_not_asked_for() -> None:
    """What a page says is the same on every day: no module that reads it has a clock."""
    names = ("jsonld", "facts", "titles", "head", "dates", "months", "claims", "names", "bylines")
    for name in (*names, "identity", "metadata"):
        module = import_module(f"archive.clean.{name}")
        calls = set(re.findall(r"\b(?:now|today|utcnow|time|localtime)\(", getsource(module)))
        assert calls == set(), name
