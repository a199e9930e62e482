"""From pages to articles: text, chrome, guards."""

from __future__ import annotations

import hashlib
from importlib.resources import files

import pytest

from archive.clean import Article, Block, extract
from archive.clean.article import REVISION
from tests.pages import SENTENCE, article, fixture, page

URL = "https://www.quay-gazette.example/post/harbour-town-reopens-its-night-ferry"


def texts(found: Article) -> list[str]:
    """The texts of the blocks."""
    return [block.text for block in found.blocks]


def test_a_wix_post_is_its_paragraphs() -> None:
    """Menu, counters, recent posts, footer and the marks of the page's ends are left out."""
    found = extract(fixture("wix-post.html"), URL)
    assert [text[:20] for text in texts(found)] == [
        "After two winters wi",
        "The operator, a coop",
        "“We were told to scr",
        "Tickets cost four cr",
    ]


def test_a_wix_post_tells_about_itself() -> None:
    """Title, author, both times, language and canonical URL come from the page."""
    found = extract(fixture("wix-post.html"), URL)
    assert found.title == "Harbour Town Reopens Its Night Ferry"
    assert found.authors == ("Mara Ostrander",)
    assert found.published == "2025-03-01T17:05:12+00:00"
    assert found.modified == "2025-03-02T08:00:00+00:00"
    assert (found.language, found.canonical, found.kind) == ("en", URL, "article")


def test_a_wix_page_without_landmarks_loses_its_ends() -> None:
    """Newer Wix pages have no header, main or footer; few words remain and all of them are text."""
    found = extract(fixture("wix-new.html"), "https://hafen.example/")
    assert texts(found) == [
        "Wir bauen Stühle aus Treibholz.",
        "Montags bis freitags geöffnet, am Wochenende nach Absprache.",
    ]


def test_a_liferay_article_is_found_among_portlets() -> None:
    """The portlet's heading, the way back, crumbs and related articles are no part of it."""
    found = extract(fixture("liferay-article.html"), "https://www.visitors.example/web/guest/-/x")
    assert found.title == "Inspectors visit three prisons"
    assert len(found.blocks) == 5
    assert found.blocks[0].text.startswith("A delegation of the Board")
    assert found.blocks[-1] == Block("footnote", "[1] The police station was visited by night.")


def test_a_wordpress_post_keeps_its_list_and_heading() -> None:
    """Sharing, related posts, the comment form and the cookie bar are cut, the rest is kept."""
    found = extract(fixture("wordpress-post.html"), "https://pont.example/2024/05/bibliotheque/")
    assert [block.kind for block in found.blocks] == [
        *["paragraph", "paragraph", "heading", "paragraph"],
        *["item", "item"],
    ]
    assert "piscine" not in found.text


def test_an_article_about_cookies_keeps_every_sentence() -> None:
    """Sentences that look like a banner or mention the ends of a page stay; the banner goes."""
    found = extract(fixture("cookies-article.html"), "https://law.example/why-every-page-asks")
    assert len(found.blocks) == 5
    assert "At the bottom of page after page" in found.text
    assert "We use cookies to improve" in found.text
    assert "812 partners" not in found.text


def test_a_rule_never_empties_a_page() -> None:
    """A page whose whole text stands in what a rule would cut keeps that text."""
    words = "".join(f"<p>{number}. {SENTENCE}</p>" for number in range(6))
    found = extract(page(f'<div id="cookie-notice">{words}</div>'), "https://h.example/")
    assert found.text.count("sea wall") == 6


@pytest.mark.parametrize(
    "line", ["top of page", "3 min read", "Read More", "Post not marked as liked"]
)
def test_leftover_lines_of_chrome_are_dropped(line: str) -> None:
    """A block that is nothing but such a line goes, even between sentences."""
    found = extract(article(SENTENCE, line, SENTENCE.replace("Tuesday", "Friday")), URL)
    assert len(found.blocks) == 2


def test_a_text_of_labels_only_is_given_whole() -> None:
    """Where nothing would be left, nothing is dropped."""
    found = extract(page("<p>See All</p>"), "https://h.example/")
    assert found.text == "See All"


def test_the_title_is_not_repeated_in_the_text() -> None:
    """A heading that says the title again is no block."""
    found = extract(article(SENTENCE, title="The sea wall is to be repaired"), URL)
    assert texts(found) == [SENTENCE]


def test_two_breaks_end_a_paragraph() -> None:
    """Old pages write paragraphs with two line breaks."""
    other = SENTENCE.replace("Tuesday", "Friday")
    found = extract(article(f"{SENTENCE}<br> <br/>{other}"), URL)
    assert texts(found) == [SENTENCE, other]


def test_code_within_a_sentence_does_not_split_it() -> None:
    """Inline markup belongs to its sentence."""
    words = SENTENCE.replace("council", "<code>council</code>").replace("debate", "<q>debate</q>")
    other = SENTENCE.replace("Tuesday", "Friday")
    found = extract(page(f"<article><ul><li>{words}</li></ul><p>{other}</p></article>"), URL)
    assert texts(found) == [SENTENCE, other]


def test_blocks_are_apart_by_one_empty_line() -> None:
    """Items carry a dash; nothing else is added."""
    found = Article("article", blocks=(Block("paragraph", "One."), Block("item", "two")))
    assert found.text == "One.\n\n- two"


def test_the_printed_form_ends_with_one_newline() -> None:
    """Title, summary and blocks, one empty line between them."""
    found = Article("article", title="T", summary="S", blocks=(Block("paragraph", "P"),))
    assert found.printed == "T\n\nS\n\nP\n"
    assert Article("article").printed == ""


def test_a_summary_that_the_text_says_is_not_said_twice() -> None:
    """Descriptions cut out of the text are dropped, others kept."""
    own = "Masons, divers and one very old plan of the town decide what becomes of the sea wall."
    head = '<meta property="og:description" content="{}">'
    assert extract(article(SENTENCE, head=head.format(SENTENCE[:90])), URL).summary == ""
    assert extract(article(SENTENCE, head=head.format(own)), URL).summary == own


def test_litter_between_letters_is_removed_and_text_composed() -> None:
    """Zero-width spaces and soft hyphens go, combining marks are composed (NFC)."""
    found = extract(article(SENTENCE + " Cafe\u0301 Har\u00adbour\u200b."), URL)
    assert found.text.endswith("Café Harbour.")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b" \n",
        b"\x00" * 50,
        bytes(range(256)) * 9,
        b"<",
        b"<html>",
        b"\xff\xfe<\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
)
def test_what_is_no_page_has_no_text_and_a_reason(payload: bytes) -> None:
    """Nothing raises, and the note says why there is no text."""
    found = extract(payload, "https://h.example/")
    assert found.note or found.text == "<"


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td"])
def test_text_under_thousands_of_open_tags_is_found(tag: str) -> None:
    """Nesting that parsers drop or choke on costs neither the text nor much time."""
    found = extract(f"<{tag}>".encode() * 5_000 + SENTENCE.encode(), "https://h.example/")
    assert SENTENCE in found.text


def test_the_same_bytes_give_the_same_article() -> None:
    """Extraction keeps nothing from one page to the next."""
    first = extract(fixture("wix-post.html"), URL)
    extract(fixture("cookies-article.html"), URL)
    assert extract(fixture("wix-post.html"), URL) == first


def test_every_article_says_what_read_it() -> None:
    """The stamp names our revision and the engine under it."""
    assert extract(b"", "").extractor.startswith("greffe-clean/")
    assert " lxml/" in extract(fixture("wix-new.html"), "").extractor


def test_another_forest_has_another_stamp() -> None:
    """Texts say what read them: who grows the forest anew raises the revision, and this digest."""
    grown = files("archive.clean.body").joinpath("forest.json").read_bytes()
    assert (REVISION, hashlib.sha256(grown).hexdigest()) == (
        3,
        "75bc4a5600bbcb82edcd412cd983ecfdea7be4ef15bc90d25ce0155e5e82fa62",
    )


def test_words_that_only_a_style_sheet_sets_apart_are_not_glued() -> None:
    """A capital begins a word; letters that are marked in a word stay together."""
    lines = f"<p><span>{SENTENCE[:-1]}</span><span>Published today.</span></p>"
    initial = f"<p><span>{SENTENCE[0]}</span><b>{SENTENCE[1:9]}</b>{SENTENCE[9:]}</p>"
    found = extract(article(f"{initial}{lines}<p>{SENTENCE}</p>"), URL)
    assert f"{SENTENCE[:-1]} Published today." in texts(found)
    assert texts(found)[0] == SENTENCE


def test_short_items_after_a_paragraph_are_text() -> None:
    """However short a list or a last line is, if it is said in sentences."""
    items = "<ul><li>Windows are to be opened.</li><li>Beds are to be had for all.</li></ul>"
    found = extract(page(f"<article><h1>T</h1><p>{SENTENCE}</p>{items}<p>So it is.</p>"), URL)
    assert [block.kind for block in found.blocks] == ["paragraph", "item", "item", "paragraph"]


def test_links_in_the_text_belong_to_their_blocks() -> None:
    """With fragment, those of menus and those within the page left out."""
    linked = SENTENCE.replace("council", '<a href="/council#seats">council</a>')
    body = f'<nav><a href="/">Home</a></nav><article><h1>T</h1><p>{SENTENCE}</p><p>{linked} '
    found = extract(page(f'{body}<a href="#n1">1</a></p><p>{SENTENCE}</p></article>'), URL)
    (reference,) = found.references
    assert reference.url.endswith("/council#seats")
    assert reference.words == "council"
    assert "council" in found.blocks[reference.block].text
    assert reference.block == 1


def test_captions_are_blocks_and_no_part_of_the_text() -> None:
    """They stand between sentences that go on."""
    figure = "<figure><img src=a.jpg><figcaption>The sea wall in spring.</figcaption></figure>"
    found = extract(article(f"<p>{SENTENCE}</p>{figure}<p>{SENTENCE.replace('T', 'F')}</p>"), URL)
    assert "caption" in [block.kind for block in found.blocks]
    assert "The sea wall in spring." in found.full
    assert "The sea wall in spring." not in found.text
