"""Every source of the catalogue, as it comes with Greffe, crawled on a replica of its site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive import Archive
from archive.store.captures import Capture
from archive.urls import urlkey
from crawler.sources.supplied import catalogue
from tests.house import Ran, greffe
from tests.once import made_once
from tests.replicas import bodies, hudoc, liferay, press
from tests.replicas.prose import Text
from tests.replicas.web import Web

CHROME = (*liferay.CHROME, *press.CHROME, "Logo Assembly", "See related", "© The secretariat")
REPLICAS = bodies.bodies() | press.press() | hudoc.databases()
UNTITLED = frozenset(("hudoc-greco", "hudoc-ecri"))
"""Databases of which no column is known but the identifier's."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """What one crawl of the whole catalogue left.

    Attributes:
        archive: the archive.
        asked: the URLs that were asked for.
        ran: how the command ended.
        checked: how `greffe source check --live` ended before.
    """

    archive: Archive
    asked: tuple[str, ...]
    ran: Ran
    checked: Ran


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """One crawl of every source that has a replica, each file as it comes with Greffe."""
    path, asked, ran, checked = made_once(tmp_path_factory, "catalogue", _crawl)
    with Archive.open(path, read_only=True) as archive:
        yield Crawled(archive, asked, ran, checked)


def _crawl(folder: Path) -> tuple[Path, tuple[str, ...], Ran, Ran]:
    greffe(folder, "source", "add", *REPLICAS)
    with Web(REPLICAS) as web:
        contact = ("--contact", "https://greffe.example/", "--no-delay")
        checked = greffe(folder, "source", "check", "--live", "--json", *contact, env=web.env)
        web.asked.clear()
        ran = greffe(folder, "crawl", "--all", "--json", *contact, env=web.env)
        return folder / "greffe.db", tuple(web.asked), ran, checked


def test_every_source_has_a_replica() -> None:
    """What comes with Greffe is tried."""
    assert set(REPLICAS) == set(catalogue())


@pytest.mark.slow
def test_every_crawl_ends_well(crawled: Crawled) -> None:
    """That a year has no page of news is no trouble."""
    assert {one["source"] for one in crawled.ran.objects} == set(REPLICAS)
    assert [one for one in crawled.ran.objects if one["outcome"] != "done"] == []
    assert crawled.ran.code == 0, crawled.ran.err


@pytest.mark.slow
def test_every_source_is_good_by_its_site(crawled: Crawled) -> None:
    """Its start pages, feeds and listings answer and name what they should."""
    assert crawled.checked.code == 0, crawled.checked.out


def _said(archive: Archive, url: str) -> tuple[str, str]:
    """Title and text of a page, as the archive read them."""
    version = archive.version_of(_capture(archive, url))
    assert version is not None, f"{url} shows no text"
    return version.title, version.text


def _capture(archive: Archive, url: str) -> Capture:
    capture = archive.capture(url)
    assert capture is not None, f"{url} was not captured"
    return capture


def _missing(one: Text, text: str) -> list[str]:
    plain = " ".join(text.split())
    return [words for words in one.paragraphs if words not in plain]


@pytest.mark.slow
@pytest.mark.parametrize("name", REPLICAS)
def test_every_article_is_captured_and_clean(crawled: Crawled, name: str) -> None:
    """With its title, all of its paragraphs, in its language, and nothing of what is around it."""
    assert REPLICAS[name].articles
    for url, one in REPLICAS[name].articles.items():
        title, text = _said(crawled.archive, url)
        assert title == ("" if name in UNTITLED else one.title)
        assert not _missing(one, text), f"{url}: {text}"
        assert [words for words in CHROME if words in text] == [], f"{url}: {text}"
        version = crawled.archive.version_of(_capture(crawled.archive, url))
        assert version.language == one.language


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, site in REPLICAS.items() if site.documents])
def test_every_document_that_an_article_cites_is_captured(crawled: Crawled, name: str) -> None:
    """Though its address says nothing of what it is, and lies on another host."""
    for url, one in REPLICAS[name].documents.items():
        assert _capture(crawled.archive, url).media_type == "application/pdf"
        assert not _missing(one, _said(crawled.archive, url)[1]), url


@pytest.mark.slow
@pytest.mark.parametrize("name", REPLICAS)
def test_nothing_else_is_asked_for(crawled: Crawled, name: str) -> None:
    """Neither traps nor other languages nor other sites; and nothing twice."""
    site = REPLICAS[name]
    hosts = {url.split("/")[2] for url in site.answers}
    mine = [url for url in crawled.asked if url.split("/")[2] in hosts]
    others = {url for one in REPLICAS.values() for url in one.answers}
    patterns = [pattern for one in REPLICAS.values() for pattern in one.may_miss]
    odd = [
        url
        for url in mine
        if url not in others
        and "/app/" not in url
        and not url.endswith("/robots.txt")
        and not any(re.search(pattern, url) for pattern in patterns)
    ]
    assert odd == []


@pytest.mark.slow
def test_nothing_is_asked_for_twice(crawled: Crawled) -> None:
    """But for robots.txt, and for what two sources have in common."""
    times = Counter(urlkey(url) for url in crawled.asked if not url.endswith("/robots.txt"))
    shared = {urlkey(url) for url in _in_common()}
    assert {key for key, number in times.items() if number > 1} <= shared


def _in_common() -> set[str]:
    seen: Counter[str] = Counter(url for site in REPLICAS.values() for url in {*site.answers})
    return {url for url, number in seen.items() if number > 1}


@pytest.mark.slow
def test_listings_are_walked_to_their_end(crawled: Crawled) -> None:
    """By number until a page has nothing new, by year as far as the file says."""
    pages = {url for url in crawled.asked if "newsroom?" in url and "/en/" in url}
    assert {url[-1] for url in pages} == {"1", "2", "3"}
    assert "https://www.coe.int/en/web/cpt/news-2022" in crawled.asked
    assert "https://www.coe.int/en/web/cpt/news-2015" in crawled.asked
    assert "https://www.coe.int/en/web/cpt/news-2014" not in crawled.asked
