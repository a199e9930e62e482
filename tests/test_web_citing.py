"""Citations in the reading room, over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from archive import Archive
from archive.citing.styles import STYLES
from archive.serving.base import base_of
from archive.serving.venue import HERE
from tests.cited_site import FIRST, GONE, SCRIPTS, SECOND, STORY, THIRD, fill
from tests.servers.room import Served, serving

QUOTED = "old wing were far too small"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site, served."""
    path = tmp_path_factory.mktemp("citing") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
    with serving(path) as both:
        yield both


def _quote(words: str, url: str = STORY, path: str = "/quote", **more: str) -> str:
    return f"{path}?{urlencode({'url': url, 'q': words, **more})}"


def _words(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)))


def test_a_page_is_cited_in_all_forms(served: Served) -> None:
    """In its view, each with a machine form."""
    got = served.get(f"/page/{FIRST}/{STORY}").text
    for name, style in STYLES.items():
        assert f"<summary>{style.label}</summary>" in got
        assert f'href="/cite/{name}/{FIRST}/{STORY}"'.replace("&", "&amp;") in got
    assert "von der Leyen, Ursula and Lee, Ann" in unescape(got)


@pytest.mark.parametrize("name", STYLES)
def test_a_citation_has_an_address_of_its_own(served: Served, name: str) -> None:
    """With the type of its form; a query string belongs to the page."""
    got = served.get(f"/cite/{name}/{FIRST}/{STORY}")
    assert got.status == 200
    assert got.headers["content-type"].startswith(STYLES[name].media_type)
    assert STORY in got.text
    assert "2025" in got.text
    named = rf'inline; filename="leyen2025x[0-9a-f]+\.{STYLES[name].ending}"'
    assert re.fullmatch(named, got.headers["content-disposition"])
    quoted = served.get(_quote(QUOTED, path=f"/cite/{name}"))
    assert quoted.status == 200
    if name != "oscola":
        assert QUOTED in quoted.text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/cite/harvard/" + STORY, "no such address"),
        ("/cite/text/https://never.example/", "no capture"),
        (_quote("never said", path="/cite/text"), "these words are not in the capture"),
        (_quote("never said", path="/quote.json"), "no capture of this page has them"),
        ("/cite/text", "names no page"),
        (f"/quote?url={quote(STORY)}&block=900", "no such paragraph"),
        (f"/quote?url={quote(STORY)}&block=x", "no such paragraph"),
        ("/quote", "names no page"),
        ("/quote?url=https://never.example/&q=x", "nothing to quote from"),
        ("/quote?url=https://never.example/", "no text of this page"),
    ],
)
def test_what_cannot_be_cited_is_said(served: Served, path: str, words: str) -> None:
    """In words, with status 404."""
    got = served.get(path)
    assert got.status == 404
    assert words in _words(got.text)


def test_quoted_words_are_marked_and_what_became_of_them_is_told(served: Served) -> None:
    """Without a time the latest capture that has them is shown."""
    got = served.get(_quote(QUOTED)).text
    shown = _words(got)
    assert f"<mark>{QUOTED}</mark>" in got
    assert "As captured 5 October 2025, 12:00:00 UTC" in shown
    assert (
        "The words no longer stand: last seen 5 October 2025, 12:00:00 UTC, first seen edited "
        "6 October 2025, 18:00:00 UTC."
    ) in shown
    assert "<del>far too</del>" in got
    assert "<del>far</del>" in got
    assert f'href="/diff/{FIRST}/{SECOND}/{STORY}"'.replace("&", "&amp;") in got


def test_the_live_page_is_linked_at_the_words(served: Served) -> None:
    """For a reader to look whether they stand there now."""
    got = served.get(_quote(QUOTED)).text
    told = QUOTED.replace(" ", "%20")
    assert f'href="{STORY}#:~:text={told}'.replace("&", "&amp;") in got


def test_words_that_stand_are_said_to(served: Served) -> None:
    """As they were typed, with other marks."""
    shown = _words(served.get(_quote('said "the mayor" - twice')).text)
    assert "The words stand: they are in the latest text, captured 8 October 2025" in shown
    assert "other spaces, quotation marks, dashes or invisible characters" in shown


def test_the_page_itself_may_be_gone(served: Served) -> None:
    """That is told beside what became of the words."""
    shown = _words(served.get(_quote("two prisons, a police station", GONE)).text)
    assert "The words stand" in shown
    assert "The page itself: gone. Last seen" in shown


def test_addresses_that_a_quotation_gives_lead_back_to_it(served: Served) -> None:
    """The view's own, the annotation, and those of the same words elsewhere."""
    got = served.get(_quote("Monday", prefix="rained on ", suffix=", too")).text
    assert "It rained on <mark>Monday</mark>, too" in got
    address = re.search(r'aria-label="Address of this view">([^<]+)<', got)
    assert address
    path = "/" + unescape(address[1]).split("/", 3)[3]
    assert "It rained on <mark>Monday</mark>, too" in served.get(path).text
    assert "The same words stand in 2 places" in got
    other = re.search(r'<a href="([^"]+)" dir="auto">It rained on <mark>Monday</mark> in', got)
    assert other
    assert "<mark>Monday</mark> in the town" in served.get(unescape(other[1])).text
    annotation = json.loads(served.get(path.replace("/quote?", "/quote.json?")).text)
    kinds = {one["type"]: one for one in annotation["target"]["selector"]}
    assert kinds["TextQuoteSelector"]["exact"] == "Monday"
    assert kinds["FragmentSelector"]["value"].startswith(":~:text=")
    assert annotation["target"]["state"]["sourceDate"] == "2025-10-08T00:00:00Z"
    assert annotation["target"]["source"].endswith(f"/page/{THIRD}/{STORY}")


def test_a_paragraph_is_quoted_by_its_number(served: Served) -> None:
    """As the links beside the text of a page do."""
    got = served.get(f"/page/{FIRST}/{STORY}").text
    pins = [unescape(href) for href in re.findall(r'class="pin" href="([^"]+)"', got)]
    assert len(pins) == 6
    assert "<mark>The cells of the old wing were far too small" in served.get(pins[1]).text


def test_what_is_not_there_is_said_with_what_is_near(served: Served) -> None:
    """And with the captures that have it."""
    got = served.get(_quote("cells of the new wing were small for people"))
    assert got.status == 404
    assert "<del>new</del>" in got.text
    assert "Quote these words instead" in got.text
    later = served.get(_quote(QUOTED, at=THIRD))
    assert later.status == 404
    assert "the capture of 5 October 2025, 12:00:00 UTC has them" in _words(later.text)
    there = re.search(r'<a href="([^"]+)">Look there', later.text)
    assert there
    assert f"<mark>{QUOTED}</mark>" in served.get(unescape(there[1])).text


def test_a_page_without_words_given_has_a_form(served: Served) -> None:
    """So that words can be pasted without any script."""
    got = served.get(f"/quote?url={quote(STORY)}")
    assert got.status == 200
    assert '<textarea id="quoting" name="q"' in got.text


@pytest.mark.parametrize(
    "words", ["ستراسبورغ يوم الاثنين", "斯特拉斯堡开会", 'הדו"ח שלה', "Ủy ban đã họp"]
)
def test_words_of_any_script_are_found(served: Served, words: str) -> None:
    """However their marks are written."""
    assert "<mark>" in served.get(_quote(words, SCRIPTS)).text


def test_citations_name_the_address_that_others_use(tmp_path: Path) -> None:
    """Where the server was told of one; otherwise the one that was asked, which is said."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
    venue = replace(HERE, base=base_of("https://archive.example.org/"))
    with serving(path, venue) as both:
        told = both.get(f"/cite/text/{FIRST}/{STORY}").text
        assert f"archived at <https://archive.example.org/page/{FIRST}/{STORY}>" in told
        assert "https://archive.example.org/quote?url=" in both.get(_quote(QUOTED)).text
        assert "others cannot open" not in both.get(f"/page/{STORY}").text
    with serving(path) as both:
        assert f"http://127.0.0.1:{both.room}/page/" in both.get(f"/cite/text/{STORY}").text
        assert "others cannot open" in both.get(f"/page/{STORY}").text


def test_strangers_words_are_only_shown(served: Served) -> None:
    """Tags in what was asked for are text."""
    got = served.get(_quote("<script>alert(1)</script> of the old wing"))
    assert "<script>alert" not in got.text
    assert "&lt;script&gt;alert(1)" in got.text
