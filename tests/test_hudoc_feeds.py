"""RSS feeds of HUDOC databases: items that only a fragment tells apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clean.hudoc import named, quoted
from archive.clean.notices import told
from crawler.spiders import feeds
from tests.house import PRIVATE, greffe
from tests.servers.hudoc import Database, Hudoc, rss

CPT = "https://hudoc.cpt.example"
FEED = f"{CPT}/app/transform/rss?library=cpteng"
SECTIONS = [
    (f"{number}. What was found", f"Ruritania: visit 2024 - {number}/3",
     "Mon, 08 Jul 2024 00:00:00 GMT", f"p-rur-20240212-en-{number}")
    for number in (1, 2, 3)
]  # fmt: skip


def read(site: str, key: str, *items: tuple[str, str, str, str]) -> feeds.Feed:
    """A feed of such items."""
    return feeds.read(rss(items, site, key, CPT).encode(), FEED)


def test_an_item_is_the_address_that_people_know() -> None:
    """Each section is one, and its text is had by the number of the section."""
    feed = read("cpt", "cptsectionid", *SECTIONS)
    assert feed.items[0] == f"{CPT}/eng?i=p-rur-20240212-en-1"
    assert len(feed.items) == len(feed.documents) == 3
    assert feed.addresses[1] == (
        f"{CPT}/app/conversion/docx/section/html/body?library=CPT&id=p-rur-20240212-en"
        "&sectionnumber=0002"
    )


def test_sections_name_their_document() -> None:
    """By which they are found together."""
    feed = read("cpt", "cptsectionid", *SECTIONS)
    for number, notice in enumerate(feed.notices.values(), 1):
        said = told(notice)
        assert dict(said.fields) == {
            "document_title": ("Ruritania: visit 2024",),
            "section": (str(number),),
            "sections": ("3",),
            "document": ("p-rur-20240212-en",),
            "identifier": (f"p-rur-20240212-en-{number}",),
            "section_title": (f"{number}. What was found",),
        }
        assert said.date == "2024-07-08"


def test_several_application_numbers_are_several() -> None:
    """As a judgment on joined applications has them."""
    item = ("CASE OF A AND B v. RURITANIA", "1/02;46295/99 - Chamber Judgment",
            "Tue, 20 May 2025 00:00:00 GMT", "001-1")  # fmt: skip
    (notice,) = read("echr", "itemid", item).notices.values()
    assert dict(told(notice).fields) == {
        "application_numbers": ("1/02", "46295/99"),
        "document_type": ("Chamber Judgment",),
        "identifier": ("001-1",),
    }


@pytest.mark.parametrize(
    "identifier",
    ["Greco Eval IV Rep (2012) 2E UK Final PUBLIC-6", "GrecoRC3-2015-4-Côte d'Azur-PUBLIC-2"],
)
def test_identifiers_may_have_spaces_and_brackets(identifier: str) -> None:
    """And apostrophes, and letters with accents."""
    item = ("I. Introduction", "3rd Round report - 1/2", "25/05/2025", identifier)
    feed = read("greco", "grecosectionid", item)
    assert feed.items == (f"{CPT}/eng?i={quoted(identifier)}",)
    assert feed.addresses == [
        f"{CPT}/app/conversion/docx/html/body?library=GRECO&id={quoted(identifier)}"
    ]
    (notice,) = feed.notices.values()
    assert told(notice).date == "2025-05-25"


def test_links_by_http_are_asked_for_by_https() -> None:
    """They say http, which sends on to https; a mirror of our own is asked as it is."""
    item = rss(SECTIONS[:1], "cpt", "cptsectionid", "http://hudoc.cpt.example").encode()
    assert feeds.items(item, "https://news.example/feed") == [
        "https://hudoc.cpt.example/eng?i=p-rur-20240212-en-1"
    ]
    local = rss(SECTIONS[:1], "cpt", "cptsectionid", "http://127.0.0.1:8000").encode()
    assert feeds.items(local, "http://127.0.0.1:8000/rss")[0].startswith("http://127.0.0.1:8000/")


def test_a_document_that_the_link_does_not_tell_enough_of_is_not_asked_for() -> None:
    """The texts of EXEC are had by another number only."""
    feed = read("exec", "execidentifier", ("A", "Action plan", "25/05/2025", "DH-DD(2026)1E"))
    assert feed.addresses == []


@given(st.text(max_size=60))
def test_any_fragment_is_read(words: str) -> None:
    """And names a document, or none."""
    for fragment in (words, f'{{"itemid":["{words}"]}}', f'{{"itemid":{words}}}'):
        found = named(f"http://hudoc.example/eng#{fragment}")
        assert found is None or (found[0] == "echr" and found[1])


def test_a_feed_alone_is_a_source(tmp_path: Path) -> None:
    """Its documents come with what the feed says of them, each once."""
    texts = {
        f"p-rur-20240212-en/{number:04}": f"<p class='s1A'>Paragraph of section {number}.</p>"
        for number in (1, 2, 3)
    }
    feed = lambda base: rss(SECTIONS, "cpt", "cptsectionid", base)  # noqa: E731
    with Hudoc(Database("cpt", [], texts=texts, feed=feed)) as server:
        path = tmp_path / "sources" / "cpt.toml"
        path.parent.mkdir()
        lines = ['name = "cpt"', f'feeds = ["{server.base}/app/transform/rss?library=cpteng"]']
        path.write_text("\n".join(lines), encoding="utf-8")
        ran = greffe(tmp_path, "crawl", "cpt", *PRIVATE)
        assert ran.code == 0, ran
        assert len(server.texts_asked()) == 3
    (one,) = greffe(tmp_path, "show", f"{server.base}/eng?i=p-rur-20240212-en-2", "--json").objects
    assert one["title"] == "2. What was found"
    assert one["fields"]["document_title"] == ["Ruritania: visit 2024"]
    assert one["text"] == "Paragraph of section 2."
    found = greffe(tmp_path, "search", '"p-rur-20240212-en"', "--json").objects
    assert len(found) == 3
