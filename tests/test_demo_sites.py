"""What is on the small web of ours: its links, its documents, its pictures, its changes."""

from __future__ import annotations

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pypdfium2
import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.sources.loading import loaded
from demo.changes import Changed
from demo.pictures import SCENES, picture
from demo.server import DemoWeb
from demo.sources import write_sources
from tests.servers.raw import RawClient, Reply

BLOG, PORTAL, PAPER = "caspian-monitor", "council-cpt", "kura-courier"
POST = "/post/court-in-garabulaq-frees-two-after-hearing-of-nine-minutes"
REPORT = "/en/web/cpt/-/cpt-publishes-report-on-its-2025-visit-to-azerbaijan"
TRAPS = re.compile(r"[?;]|/search/|/profile/|/wp-login|/wp-json")


@pytest.fixture(scope="module")
def served() -> Iterator[DemoWeb]:
    """The sites, started once for all tests."""
    with DemoWeb() as web:
        yield web


@pytest.fixture
def web(served: DemoWeb) -> DemoWeb:
    """The sites on their first day, with an empty log."""
    served.day = 1
    served.clear_log()
    return served


def ask(web: DemoWeb, site: str, target: str, *fields: str, **options: str) -> Reply:
    """The answer to one request over a connection of its own."""
    with RawClient(web.urls[site]) as client:
        return client.ask(target, *fields, **options)


def links(url: str, body: bytes) -> set[str]:
    """Whatever a page refers to."""
    tree = LexborHTMLParser(body)
    found = [node.attributes.get("href") for node in tree.css("a[href], link[href]")]
    found += [node.attributes.get("src") for node in tree.css("img[src], script[src]")]
    for node in tree.css("img[srcset]"):
        found += [part.split()[0] for part in (node.attributes["srcset"] or "").split(", ")]
    return {urldefrag(urljoin(url, link or "")).url for link in found}


@pytest.mark.parametrize("day", [1, 2])
def test_every_link_leads_somewhere(web: DemoWeb, day: int) -> None:
    """Every link between the pages and to what they are made of ends in 200, or a known block."""
    web.day = day
    homes = tuple(web.urls.values())
    todo, seen, bad = list(homes), set(homes), {}
    clients = {home: RawClient(home) for home in homes}
    while todo:
        url = todo.pop()
        home = next(home for home in homes if url.startswith(home))
        reply = clients[home].ask("/" + url.removeprefix(home))
        if reply.status not in (200, 301, 302):
            bad[url] = reply.status
        found = {reply.get("Location")} - {""}
        if reply.get("Content-Type").startswith("text/html") and not TRAPS.search(url):
            found |= links(url, reply.body)
        fresh = {link for link in found if link.startswith(homes)} - seen
        seen |= fresh
        todo += sorted(fresh)
    for client in clients.values():
        client.__exit__()
    blocked = [change.url for change in web.changes(day) if change.kind == "blocked"]
    assert set(bad) == set(blocked)
    assert set(bad.values()) <= {403}
    assert len(seen) > 200


def test_what_the_sitemaps_and_feeds_name_is_there(web: DemoWeb) -> None:
    """On both days every address in a feed or sitemap answers 200, and only removed posts left."""
    named: dict[int, set[str]] = {}
    for day in (1, 2):
        web.day = day
        named[day] = set()
        for site in (BLOG, PAPER):
            for page in web.pages(site, day).values():
                if page.kind == "index":
                    named[day] |= set(re.findall(r"<(?:loc|link)>(.*?)</", page.data.decode()))
        for url in named[day]:
            assert web.page(url).status == 200, url
    removed = {change.url for change in web.changes(2) if change.kind == "removed"}
    gone = {url for url in named[1] - named[2] if "/media/" not in url}
    assert gone == removed


def test_the_changes_are_the_ones_intended(web: DemoWeb) -> None:
    """Between the days each kind of change happens to the pages it was meant for."""
    found: dict[str, list[Changed]] = {
        kind: [] for kind in ("edited", "silent", "removed", "blocked", "new")
    }
    for change in web.changes(2):
        if change.kind in found and "asset_publisher" not in change.url:
            found[change.kind].append(change)
    assert {kind: len(changes) for kind, changes in found.items()} == {
        "edited": 1, "silent": 1, "removed": 1, "blocked": 1, "new": 6,
    }  # fmt: skip
    assert found["edited"][0].url.endswith(POST)
    assert any("2,100 manats" in text for text in found["edited"][0].after)
    assert any("1,200 manats." in text for text in found["edited"][0].before)
    assert "An observer of the Citizens' Count" in found["silent"][0].after[0]
    assert web.changes(1) == ()


def test_chrome_changes_on_one_site_only(web: DemoWeb) -> None:
    """Menus change on the newspaper alone, on pages whose own text stays."""
    chrome = [change for change in web.changes(2) if change.kind == "chrome"]
    assert {change.site for change in chrome} == {PAPER}
    assert len(chrome) >= 15
    assert not any(change.before or change.after for change in chrome)


def test_the_changes_are_true_on_the_wire(web: DemoWeb) -> None:
    """A page answers otherwise than the day before exactly where the list of changes says so."""
    told = {change.url: change.kind for change in web.changes(2)}
    tokens = rb"authToken = '\w{8}'|jsessionid=\w{32}"
    kinds: Counter[str] = Counter()
    for site, home in web.urls.items():
        targets = {*web.pages(site, 1), *web.pages(site, 2)}
        answers: dict[int, dict[str, tuple[int, bytes]]] = {1: {}, 2: {}}
        with RawClient(home) as client:
            for day, answer in answers.items():
                web.day = day
                for target in targets:
                    reply = client.ask(target)
                    if not reply.get("Content-Type").startswith(("image/", "text/css")):
                        answer[target] = reply.status, re.sub(tokens, b"", reply.body)
        for target in targets:
            first, second = (answers[day].get(target, (0, b"")) for day in (1, 2))
            kind = told.get(home + target[1:])
            kinds[str(kind)] += 1
            if kind in ("new", "removed"):
                assert [first[0], second[0]] == ([404, 200] if kind == "new" else [200, 404])
            elif ".png" not in target:
                assert (first != second) == (kind is not None), (target, kind)
    assert kinds["None"] > 50


def test_an_edit_is_dated_and_a_silent_one_is_not(web: DemoWeb) -> None:
    """The edited post carries its new date in page and sitemap; the other one says nothing."""
    sitemap = ask(web, BLOG, "/blog-posts-sitemap.xml").body
    web.day = 2
    assert b'"dateModified": "2025-10-20T17:05:30.000Z"' in ask(web, BLOG, POST).body
    assert b"Updated: " in ask(web, BLOG, POST).body
    assert sitemap != ask(web, BLOG, "/blog-posts-sitemap.xml").body
    silent = next(change for change in web.changes(2) if change.kind == "silent")
    page = ask(web, PAPER, "/" + silent.url.removeprefix(web.urls[PAPER])).body
    assert b"article:modified_time" not in page
    assert b'class="updated"' not in page


def test_documents_are_readable(web: DemoWeb) -> None:
    """Every PDF, at an address without extension, opens and holds the text it was made of."""
    web.day = 2
    documents = {t: p for t, p in web.pages(PORTAL, 2).items() if p.kind == "document"}
    assert len(documents) == 5
    for target, page in documents.items():
        reply = ask(web, PORTAL, target)
        assert reply.get("Content-Type") == "application/pdf"
        with pypdfium2.PdfDocument(reply.body) as document:
            assert len(document) >= 2
            text = " ".join(" ".join(_page_text(document, n)) for n in range(len(document)))
        # A paragraph may run from one page to the next, over foot and head.
        text = re.sub(r" - \d+ - CPT/Inf \(2025\) \d+ ", " ", text)
        for words in page.content:
            assert " ".join(words.split()) in text


def _page_text(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = document[number]
    text = page.get_textpage()
    words: list[str] = text.get_text_range().split()
    text.close()
    page.close()
    return words


@pytest.mark.parametrize("scene", SCENES)
def test_pictures_are_whole_pngs(scene: str) -> None:
    """A painted scene is a PNG whose chunks check and whose rows are all there."""
    data = picture(scene, "seed", 160, 90)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    chunks, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(name + body)
        chunks[name], at = body, at + 12 + length
    assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert len(chunks[b"PLTE"]) <= 3 * 256
    assert len(zlib.decompress(chunks[b"IDAT"])) == 90 * 161


def test_source_files_are_read_by_the_crawler(web: DemoWeb, tmp_path: Path) -> None:
    """The files written for the demo load as sources whose scope holds pages and refuses traps."""
    sources = {s.name: s for s in map(loaded, write_sources(web, tmp_path / "sources"))}
    assert set(sources) == set(web.urls)
    portal = web.urls[PORTAL].rstrip("/")
    scope = sources[PORTAL].scope
    assert scope.refusal(portal + REPORT) is None
    assert scope.refusal(f"{portal}/en/web/cpt/news-2025?delta=20&start=2") is None
    assert scope.refusal(f"{portal}/en/web/cpt/news-2025?delta=5&start=1")
    assert scope.refusal(f"{portal}/en/web/cpt/home;jsessionid=0A")
    assert scope.refusal(web.urls[BLOG])
    assert all(source.allow_private for source in sources.values())
