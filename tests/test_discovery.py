"""What feeds, sitemaps and pages reveal."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clean import sitemaps
from archive.observation import observed
from archive.store.frontier import Entry
from crawler.sources.source import Scope, Source
from crawler.spiders import feeds
from crawler.spiders.discovery import (
    BACKFILL,
    CHANGED,
    LATER,
    NEXT,
    PAPER,
    PART,
    SITEMAP,
    discovered,
    seeds,
)
from tests.exchanges import LONG, exchange, page

HOST = "http://news.example"
SITE = Source(
    "s", "S", ("http://news.example/",), Scope(("example,news)/",), max_depth=3),
    feeds=("http://news.example/feed",), revisit=timedelta(days=1),
)  # fmt: skip
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><link>http://news.example/</link>
<item><title>A</title><link>http://news.example/a</link></item>
<item><title>B</title><guid isPermaLink="true">http://news.example/b</guid></item>
<item><title>C</title><link>/c</link></item>
<item><title>Elsewhere</title><link>http://other.example/x</link></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>tag:1</id>
<link rel="alternate" href="http://news.example/a"/></entry></feed>"""
NEWS = b"""<?xml version="1.0"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> http://news.example/old </loc></url>
<url><loc>http://news.example/new</loc><news:news><news:title>N</news:title></news:news></url>
</urlset>"""
HOSTILE = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>&e;</loc></url></urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>http://news.example/posts.xml</loc></sitemap>
<sitemap><loc>http://evil.example/posts.xml</loc></sitemap></sitemapindex>"""


def _found(body: bytes, kind: str = "page", *, depth: int = 0, **more: object) -> list[Entry]:
    said = observed(exchange("http://news.example/x", body, **more))  # type: ignore[arg-type]
    entry = Entry("http://news.example/x", kind, "link", depth=depth)  # type: ignore[arg-type]
    return discovered(SITE, entry, said)


def test_feed_items_are_found_in_order() -> None:
    """By link or permanent guid, made absolute; what is out of scope is left."""
    urls = [
        entry.url for entry in _found(RSS, "feed", fields="Content-Type: application/rss+xml\r\n")
    ]
    assert urls == [f"http://news.example/{name}" for name in "abc"]
    assert feeds.items(ATOM, "http://news.example/feed") == ["http://news.example/a"]


def test_fresh_news_comes_before_old_pages() -> None:
    """A news sitemap names what is new; it goes first."""
    entries = _found(NEWS, "sitemap", fields="Content-Type: text/xml\r\n")
    order = [entry.url for entry in sorted(entries, key=lambda entry: entry.priority)]
    assert order == ["http://news.example/new", "http://news.example/old"]


def _dated(*days: str) -> bytes:
    """A sitemap of pages that were changed on these days."""
    urls = "".join(
        f"<url><loc>{HOST}/{n}</loc><lastmod>{day}</lastmod></url>" for n, day in enumerate(days)
    )
    return f"<urlset>{urls}</urlset>".encode()


@pytest.mark.parametrize(
    ("days", "places"),
    [
        (["2025-10-01T08:00:00+00:00", "2014-01-01", "2025-10", ""],
         [CHANGED, SITEMAP, SITEMAP, SITEMAP]),
        (["2025-10-05"] * 60, [SITEMAP] * 60),
        (["2025-10-05"] * 20 + ["2014-01-01"] * 40, [CHANGED] * 20 + [SITEMAP] * 40),
    ],
)  # fmt: skip
def test_what_a_sitemap_calls_changed_lately_comes_before_older_years(
    days: list[str], places: list[int]
) -> None:
    """Unless it says that of most of its pages: then it tells when it was made."""
    entries = _found(_dated(*days), "sitemap", fields="Content-Type: text/xml\r\n")
    found = {entry.url: entry.priority for entry in entries}
    assert [found[f"{HOST}/{n}"] for n in range(len(days))] == places


def test_what_an_older_page_leads_to_is_older() -> None:
    """Its items, its links, and what they need to look right."""
    said = observed(
        exchange(f"{HOST}/x", page("Old", *LONG, '<a href="/a">a</a><img src="/i.png">'))
    )
    entry = Entry(f"{HOST}/x", "page", "sitemap", depth=1, priority=SITEMAP)
    found = {one.kind: one.priority for one in discovered(SITE, entry, said)}
    assert found == {"page": BACKFILL, "requisite": PART}


def test_older_pages_of_a_listing_are_no_deeper_than_the_first() -> None:
    """The last one of a thousand is within any depth; all come after what is new."""
    more = "".join(f'<a href="/x?page={n}">{n}</a>' for n in range(2, 6))
    entries = _found(_listing("avesta", "borsk", "calvi", more=more), "listing", depth=1)
    found = sorted(entries, key=lambda one: -one.priority)
    older = {one.url: (one.priority, one.depth) for one in found if "page=" in one.url}
    assert older.pop(f"{HOST}/x?page=2") == (NEXT, 1)
    assert set(older.values()) == {(LATER, 2)}
    assert len(older) == 3


def test_a_sitemap_index_leads_to_sitemaps_of_the_same_site() -> None:
    """Not to those of another."""
    entries = _found(INDEX, "sitemap", fields="Content-Type: text/xml\r\n")
    assert [(e.url, e.kind) for e in entries] == [("http://news.example/posts.xml", "sitemap")]


@pytest.mark.parametrize(
    ("payload", "pages"),
    [
        (gzip.compress(NEWS, mtime=0), 2),
        (b"\xef\xbb\xbf" + NEWS, 2),
        (NEWS[: NEWS.rindex(b"<url>")], 1),
        (b"http://news.example/1\nhttp://news.example/2\nnot a url\n", 2),
        (HOSTILE, 0),
        (gzip.compress(NEWS, mtime=0)[:20], 0),
        (b"<html></html>", 0),
        (b"", 0),
    ],
)  # fmt: skip
def test_sitemaps_of_any_make_are_read(payload: bytes, pages: int) -> None:
    """Gzipped, with a mark, cut off, as plain text; nothing is read from the disk."""
    assert len(sitemaps.parsed(payload, "http://news.example/s.xml").pages) == pages


@given(st.binary(max_size=300))
def test_any_bytes_can_be_asked(payload: bytes) -> None:
    """A hostile feed or sitemap stops nothing."""
    feeds.items(payload, "http://news.example/")
    sitemaps.parsed(payload, "http://news.example/")


def test_links_in_scope_are_followed_and_requisites_from_anywhere() -> None:
    """Pages within the scope and depth; pictures wherever they are kept; fragments go."""
    body = page(
        "T", *LONG,
        '<a href="/a#top">a</a><a href="http://other.example/">o</a>'
        '<img src="http://cdn.example/i.png"><a href="mailto:x@y">m</a>',
    )  # fmt: skip
    found = {(entry.url, entry.kind, entry.depth) for entry in _found(body)}
    assert found == {
        ("http://news.example/a", "page", 1),
        ("http://cdn.example/i.png", "requisite", 0),
    }
    assert {entry.kind for entry in _found(body, depth=3)} == {"requisite"}


def test_a_redirect_leads_on_within_the_scope() -> None:
    """The target takes the place of what was asked for."""
    (entry,) = _found(b"", "listing", status="301 Moved", fields="Location: /new\r\n", depth=2)
    assert (entry.url, entry.kind, entry.how, entry.depth) == (
        "http://news.example/new", "listing", "redirect", 2,
    )  # fmt: skip
    assert not _found(b"", status="302 Found", fields="Location: http://other.example/\r\n")
    assert not _found(b"", status="302 Found", fields="Location: file:///etc/passwd\r\n")


def test_an_error_page_reveals_nothing() -> None:
    """Its links are no discovery."""
    assert not _found(page("Lost", '<a href="/a">a</a>'), status="404 Not Found")


def test_a_crawl_begins_with_what_is_likely_new() -> None:
    """Feeds, then listings and seeds, then sitemaps."""
    order = [entry.kind for entry in sorted(seeds(SITE), key=lambda entry: entry.priority)]
    assert order == ["feed", "listing"]


SLIPS = ["http://[half/", "//[", "http://news.example:99999/", "http://news.example/&#xD800;"]
"""Addresses that sites really name and that cannot be asked for."""


@pytest.mark.parametrize("slip", SLIPS)
def test_an_impossible_address_costs_nothing_beside_it(slip: str) -> None:
    """In a feed, a sitemap, an index of sitemaps or a list in plain text."""
    base, good = "http://news.example/x", "http://news.example/ok"
    rss = f"<rss><channel><item><link>{slip}</link></item><item><link>{good}</link></item>"
    urls = f"<urlset><url><loc>{slip}</loc></url><url><loc>{good}</loc></url></urlset>"
    index = f"<sitemapindex><sitemap><loc>{slip}</loc></sitemap><sitemap><loc>{good}</loc>"
    assert feeds.items(rss.encode(), base)[-1] == good
    assert sitemaps.parsed(urls.encode(), base).pages[-1] == good
    assert sitemaps.parsed(index.encode(), base).sitemaps[-1] == good
    plain = f"{slip.partition('&')[0]}[\n{good}" if "&" in slip else f"{slip}\n{good}"
    assert good in sitemaps.parsed(plain.encode(), base).pages


@pytest.mark.parametrize("slip", SLIPS[:3])
def test_a_redirect_to_an_impossible_address_leads_nowhere(slip: str) -> None:
    """The capture is kept all the same."""
    assert not _found(b"", status="301 Moved", fields=f"Location: {slip}\r\n")


def test_a_feed_is_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    """A site whose feed reads ``/etc/passwd`` does not get to see it."""
    (tmp_path / "feed.xml").write_bytes(RSS)
    assert feeds.items(str(tmp_path / "feed.xml").encode(), "http://news.example/") == []


def test_a_sitemap_with_an_undeclared_prefix_is_read() -> None:
    """Generators forget the declaration of ``image`` and ``news``."""
    xml = b"""<urlset><url><image:image/><loc>http://news.example/a</loc><news:news/></url>
    <url><loc>http://news.example/b</loc></url></urlset>"""
    found = sitemaps.parsed(xml, "http://news.example/")
    assert found.pages == ("http://news.example/a", "http://news.example/b")
    assert found.news == {"http://news.example/a"}


def _listing(*items: str, more: str = "") -> bytes:
    """A page of news with a menu, cards and whatever else."""
    menu = "".join(f'<li><a href="/about-{n}">About the office, part {n}</a></li>' for n in "abc")
    cards = "".join(
        f'<div class="card"><h3><a href="/{name}">What the delegation saw in {name}</a></h3>'
        f"<p>3 May 2024</p><p>The delegation went to {name} and spoke with its warders.</p></div>"
        for name in items
    )
    return page("News", f"<nav><ul>{menu}</ul></nav>", f"<main>{cards}</main>", more)


def test_items_of_a_listing_come_before_its_menu() -> None:
    """In their order; the menu is followed all the same."""
    entries = _found(_listing("avesta", "borsk", "calvi", "dorno"), "listing")
    first = {entry.url: entry.priority for entry in reversed(entries)}
    items = [f"http://news.example/{name}" for name in ("avesta", "borsk", "calvi", "dorno")]
    assert [entry.url for entry in entries[:4]] == items
    assert all(first[item] < first["http://news.example/about-a"] for item in items)


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ('<a href="/x?page=2">2</a><a href="/x?page=3">3</a>', "/x?page=2"),
        ('<a href="/x?start=20&delta=20">2</a><a href="/x?start=40&delta=20">3</a>',
         "/x?start=20&delta=20"),
        ('<a href="/x/page/3/">3</a><a href="/x/page/2/">2</a>', "/x/page/2/"),
        ('<a rel="next" href="/older">Older</a><a href="/x?page=2">2</a>', "/older"),
    ],
)  # fmt: skip
def test_the_next_page_of_a_listing_is_found(more: str, url: str) -> None:
    """Told by ``rel=next``, or by the number that its pager counts."""
    entries = _found(_listing("avesta", "borsk", "calvi", more=more), "listing")
    (found,) = [entry for entry in entries if entry.priority == NEXT]
    assert found.url == f"http://news.example{url}"


def test_a_document_that_a_text_links_to_comes_before_other_pages() -> None:
    """Reports are published as files; those in menus and footers wait their turn."""
    linked = f'{LONG[0]} See <a href="/report.PDF">the report</a>.'
    body = page("T", linked, *LONG[1:], '<footer><a href="/terms.pdf">Terms of use</a></footer>')
    entries = _found(body)
    assert {entry.url for entry in entries if entry.priority == PAPER} == {
        "http://news.example/report.PDF"
    }
