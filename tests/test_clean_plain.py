"""Plain-text scrapes, and the agreement of both ways of reading one article."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.clean import Block, extract, extract_text
from tests.pages import SENTENCE, fixture, page

SEED = Path(__file__).parents[2] / "shared" / "seed"
POST = "https://www.quay-gazette.example/post/x"


def test_a_scrape_of_a_wix_page_becomes_title_summary_and_body() -> None:
    """Both marks of the page's ends, the picture's file name and the last heading go."""
    found = extract_text(fixture("wix-post.txt").decode())
    assert found.title == "Harbour Town Reopens Its Night Ferry"
    assert found.summary.startswith("Ninety passengers")
    assert len(found.blocks) == 4
    assert found.language == "en"


def test_the_scrape_and_the_page_have_the_same_body() -> None:
    """An article is the same whichever way it came."""
    from_text = extract_text(fixture("wix-post.txt").decode())
    assert extract(fixture("wix-post.html"), POST).blocks == from_text.blocks


def test_without_wider_gaps_a_first_paragraph_is_no_summary() -> None:
    """Only the spacing tells a summary from the body."""
    found = extract_text(
        "\n\n".join(["The sea wall", SENTENCE, SENTENCE + " A.", SENTENCE + " B."])
    )
    assert (found.title, found.summary, len(found.blocks)) == ("The sea wall", "", 3)


def test_the_menu_before_the_reading_time_is_left_out() -> None:
    """A whole page pasted as text begins with its menu."""
    menu = "top of page\nHome\nMore\nLog In\n0\nAll Posts\nMara Ostrander\nMar 1\n2 min read\n"
    found = extract_text(
        f"{menu}\nThe sea wall\n\n{SENTENCE}\n\n1 view\n0 comments\nbottom of page"
    )
    assert (found.title, found.blocks) == ("The sea wall", (Block("paragraph", SENTENCE),))


def test_cards_after_the_last_sentence_are_left_out() -> None:
    """What follows "Recent Posts" belongs to other articles."""
    found = extract_text(
        f"The sea wall\n\n{SENTENCE}\n\nRecent Posts\n\nSee All\n\nThe lamplighter"
    )
    assert found.blocks == (Block("paragraph", SENTENCE),)


def test_wrapped_lines_are_one_paragraph() -> None:
    """Mail and old text files break lines at a column."""
    wrapped = (
        "The council of the harbour town met on Tuesday and agreed,\nafter a long debate, to repair"
    )
    wrapped += " the old sea wall before the\nwinter storms arrive."
    found = extract_text(f"The sea wall\n\n{wrapped}\n")
    assert found.blocks == (Block("paragraph", wrapped.replace("\n", " ")),)


def test_what_a_mail_quotes_is_a_quote() -> None:
    """Its lines are joined too, without their marks."""
    quoted = (
        "The council of the harbour town met on Tuesday and agreed,\nafter a long debate, to repair"
    )
    quoted += " the old sea wall before the\nwinter storms arrive."
    mail = "> " + quoted.replace("\n", "\n> ")
    found = extract_text(f"The sea wall\n\nBo wrote:\n{mail}\n>\n> Bo\nI do not agree.\n")
    assert found.blocks == (
        Block("paragraph", "Bo wrote:"),
        Block("quote", quoted.replace("\n", " ")),
        Block("quote", "Bo"),
        Block("paragraph", "I do not agree."),
    )


def test_bullets_are_items() -> None:
    """The mark is no part of the item."""
    found = extract_text(f"The sea wall\n\n{SENTENCE}\n\n• stones\n• mortar\n")
    assert found.blocks[1:] == (Block("item", "stones"), Block("item", "mortar"))


def test_a_sentence_that_names_chrome_stays() -> None:
    """Only whole lines of chrome are dropped."""
    words = "She wrote “bottom of page” on every sheet, and read more into it than was there."
    assert words in extract_text(f"The sea wall\n\n{SENTENCE}\n\n{words}\n").text


def test_no_text_is_said() -> None:
    """An empty scrape is an empty article with a reason."""
    found = extract_text("top of page\n\nbottom of page")
    assert (found.printed, found.note) == ("", "no text")


def seed(name: str) -> str:
    """A file of the user's sample, or skip."""
    if not SEED.is_dir():
        pytest.skip(f"the sample is not beside this checkout ({SEED.name})")
    return (SEED / name).read_text(encoding="utf-8")


def test_the_sample_prints_as_expected() -> None:
    """The user's scrape becomes, byte for byte, the text the user expects."""
    assert extract_text(seed("wix-article.txt")).printed == seed("wix-article.expected.txt")


def test_the_sample_in_a_wix_page_gives_the_same_paragraphs() -> None:
    """The article inside the markup of a Wix page reads like the scrape of it."""
    title, *paragraphs = seed("wix-article.expected.txt").strip().split("\n\n")
    body = "".join(
        f'<div type="paragraph" data-hook="rcv-block{n}"></div><p id="viewer-{n}">{words}</p>'
        for n, words in enumerate(paragraphs)
    )
    html = page(
        '<div id="SITE_CONTAINER"><div id="SCROLL_TO_TOP"><span>top of page</span></div>'
        '<header id="SITE_HEADER"><a href="/">Home</a> More Log In</header>'
        '<main id="PAGES_CONTAINER"><article><img alt="WhatsApp Image (1).png">'
        f'<h1 data-hook="post-title">{title}</h1><span data-hook="time-to-read">2 min read</span>'
        f'<section data-hook="post-description">{body}</section>'
        '<div data-hook="post-footer">1 view 0 comments</div></article>'
        '<div data-hook="recent-posts">Recent Posts See All</div><h2>Comments</h2></main>'
        '<footer id="SITE_FOOTER">Contact</footer>'
        '<div id="SCROLL_TO_BOTTOM"><span>bottom of page</span></div></div>',
        '<meta name="generator" content="Wix.com Website Builder">',
    )
    found = extract(html, POST)
    assert [found.title, found.summary, *(block.text for block in found.blocks)] == [
        title,
        "",
        *paragraphs,
    ]
