"""What pages are, each told by a line of evidence."""

from __future__ import annotations

import pytest

from archive.clean import extract
from archive.clean.decode import decoded
from archive.clean.facts import gathered
from archive.clean.kinds import Verdict, judged
from archive.clean.markup import parsed
from archive.clean.sketch import sketched
from tests.listings import HOST, LISTINGS, TEXT, TITLES
from tests.lookalikes import PAGES
from tests.pages import SENTENCE, article, page
from tests.walls import WALLS, Answer

RESULTS = "".join(
    f'<div class="hit"><h3><a href="/-/{n}">{title}</a></h3><p>{TEXT}...</p></div>'
    for n, title in enumerate(TITLES)
)
SAYS = '<script type="application/ld+json">{"@type":"%s"}</script>'
BIOGRAPHY = "<p>Mara Ostrander writes about prisons and harbours. She lives in Avesta.</p>"


def told(body: bytes, url: str) -> Verdict:
    """The verdict on a page."""
    tree = parsed(decoded(body, None))
    assert tree is not None
    return judged(sketched(tree), gathered(tree), url, body)


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        ("article", "/news/a-hearing-on-the-old-sea-wall", article(SENTENCE, SENTENCE)),
        ("article", "/about", page(f"<h1>About us</h1><p>{SENTENCE}</p>")),
        ("search", "/search?q=prison",
         page(RESULTS, "<title>Results for prison - Harbour</title>")),
        ("search", "/find?query=wall",
         page(RESULTS, SAYS % "SearchResultsPage")),
        ("profile", "/authors/mara-ostrander",
         page(f"<h1>Mara Ostrander</h1>{BIOGRAPHY}{RESULTS}",
              '<meta property="og:type" content="profile">')),
        ("media", "/videos/12",
         page("<h1>The ferry sails</h1><p>Two minutes.</p>",
              '<meta property="og:type" content="video.other">')),
        ("media", "/podcast/3",
         page("<h1>Episode 3</h1>",
              SAYS % "AudioObject")),
        ("document", "/report",
         page('<h1>Report</h1><iframe src="/files/report.pdf#page=1"></iframe>')),
        ("error", "/gone", page("<h1>Page not found</h1><p>This page does not exist.</p>",
                                "<title>Page not found</title>")),
    ],
)  # fmt: skip
def test_a_page_is_told_for_what_it_is(kind: str, path: str, body: bytes) -> None:
    """With a reason."""
    verdict = told(body, HOST + path)
    assert (verdict.kind, bool(verdict.evidence)) == (kind, True), verdict
    assert extract(body, HOST + path).kind == kind


@pytest.mark.parametrize("manner", LISTINGS)
def test_a_listing_is_told_with_the_signs_that_count(manner: str) -> None:
    """Each with its weight."""
    verdict = told(*LISTINGS[manner])
    assert verdict.kind == "listing"
    assert "(+" in verdict.evidence


@pytest.mark.parametrize("answer", WALLS, ids=lambda answer: answer.name)
def test_a_wall_is_told_from_its_bytes_alone(answer: Answer) -> None:
    """A file has neither status nor fields; the note says by what it is told."""
    found = extract(answer.html.encode(), answer.url)
    assert found.kind == ("error" if answer.kind == "soft-404" else "block")
    assert found.note


def test_pages_that_look_like_walls_are_pages() -> None:
    """Articles about captchas, short notices, real forms."""
    found = {page.name: extract(page.html.encode(), page.url).kind for page in PAGES}
    assert [name for name, kind in found.items() if kind in ("block", "error")] == []


def test_results_and_profiles_have_entries_too() -> None:
    """They lead to articles as lists do."""
    body = page(RESULTS, "<title>Results for prison</title>")
    assert len(extract(body, f"{HOST}/search?q=prison").entries) == len(TITLES)


def test_a_page_that_calls_itself_an_article_is_one() -> None:
    """However many cards surround a short text, in a section's address."""
    head = '<meta property="article:published_time" content="2024-05-03">'
    body = page(f"<h1>In short</h1><p>{SENTENCE}</p>{RESULTS}", head)
    assert told(body, f"{HOST}/news/2024").kind == "article"


def test_a_long_text_about_missing_pages_is_no_error() -> None:
    """Only what says little stands in for something."""
    words = "".join(f"<p>{number}. {SENTENCE} Page not found.</p>" for number in range(8))
    body = page(f"<h1>Page not found: a history</h1>{words}", "<title>Page not found</title>")
    assert told(body, f"{HOST}/essay").kind == "article"
