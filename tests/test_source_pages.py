"""``[pages]`` of a source file: articles, documents, listings, and the walk to older pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.errors import BadInput
from archive.observation import observed
from archive.store.frontier import Entry
from crawler.crawl import Crawl
from crawler.sources.loading import loaded
from crawler.sources.pages import Paging
from crawler.sources.source import Source
from crawler.spiders.backfill import OLDER
from crawler.spiders.discovery import ARTICLE, ITEM, PAPER, discovered
from crawler.why import explained
from tests.exchanges import LONG, exchange, page

TEXT = """\
name = "council"
publisher = "The Council"
seeds = ["https://council.example/news"]

[scope]
include = ["https://council.example/"]
exclude = ["/print/"]

[pages]
articles = ["/-/[a-z0-9-]+$"]
documents = ["^https?://rm\\\\.example/", "^https://go\\\\.example/"]
listings = ["/news(-\\\\d{4})?$"]

[[pages.paging]]
listing = "https://council.example/news"
next = "https://council.example/news?delta=50&start={n}"
first = 1
last = 6
"""
NEWS = "https://council.example/news"


def _source(folder: Path, *changes: tuple[str, str]) -> Source:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "council.toml"
    path.write_text(text, encoding="utf-8")
    return loaded(path)


def _links(*urls: str) -> bytes:
    return page("News", *LONG, *(f'<a href="{url}">What {url} tells</a>' for url in urls))


def _found(source: Source, body: bytes, entry: Entry) -> dict[str, Entry]:
    found = discovered(source, entry, observed(exchange(entry.url, body)))
    return {one.url: one for one in reversed(found)}


def test_patterns_tell_what_a_url_is(tmp_path: Path) -> None:
    """They are looked for anywhere in it; the publisher is told beside the title."""
    source = _source(tmp_path)
    assert source.publisher == "The Council"
    assert source.pages.is_article("https://council.example/en/-/a-visit")
    assert not source.pages.is_article("https://council.example/en/a-visit")
    assert source.pages.is_document("http://rm.example/1680afae67")
    assert source.pages.is_listing("https://council.example/news-2022")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (('articles = ["', 'articles = ["('), 10, "pages.articles has a wrong pattern"),
        (("listings = [", "lists = ["), 12, "pages.lists is not known here"),
        (("first = 1", "frist = 1"), 17, "pages.paging.frist is not known"),
        (("{n}", "{number}"), 16, "write {n} or {year} in it"),
        (("{n}", "{n}&y={year}"), 16, "write {n} or {year} in it"),
        (('next = "https', 'next = "gopher'), 16, "which is no http or https URL"),
        (("last = 6", "last = 0"), 18, "pages.paging.last is 0"),
        (("last = 6", "step = 0"), 18, "pages.paging.step is 0"),
        (("last = 6", ""), 0, ""),
        (('next = "https://council', 'next = "https://other'), 16, "which is outside the scope"),
        (("[[pages.paging]]", "[pages.paging]"), 14, "write [[pages.paging]]"),
        (("start={n}", "start={year}"), 0, ""),
        ((f'listing = "{NEWS}"', f'listing = "{NEWS}?start=4&delta=50"'), 17, "itself is number 4"),
        (('"The Council"', "7"), 2, "publisher is 7, not a string"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_key(
    tmp_path: Path, change: tuple[str, str], line: int, words: str
) -> None:
    """In its own table, though another has a key of that name."""
    if not words:
        assert _source(tmp_path, change).pages.paging
        return
    with pytest.raises(BadInput) as caught:
        _source(tmp_path, change)
    assert words in str(caught.value)
    assert f"line {line}:" in str(caught.value)


def test_years_need_an_end(tmp_path: Path) -> None:
    """A site has no page for the year 0."""
    with pytest.raises(BadInput, match="name the earliest year"):
        _source(tmp_path, ("start={n}", "start={year}"), ("last = 6\n", ""))


def test_pages_are_told_by_their_number_in_any_spelling() -> None:
    """Of the scheme, of the host, of the order of parameters."""
    paging = Paging(NEWS, NEWS + "?delta=50&start={n}")
    assert paging.url(7) == NEWS + "?delta=50&start=7"
    assert paging.number("http://www.council.example/news?start=7&delta=50") == 7
    assert paging.number(NEWS + "?delta=20&start=7") is None
    assert paging.number(NEWS) is None
    assert Paging(NEWS, NEWS + "-{year}", last=2000).number(NEWS + "-2022") == 2022


def test_articles_come_before_other_pages(tmp_path: Path) -> None:
    """Most of all where a listing names them."""
    source = _source(tmp_path)
    body = _links("/-/a-visit", "/about")
    listed = _found(source, body, Entry(NEWS, "listing", "seed"))
    assert listed["https://council.example/-/a-visit"].priority == ITEM
    linked = _found(source, body, Entry("https://council.example/x"))
    assert linked["https://council.example/-/a-visit"].priority == ARTICLE
    assert linked["https://council.example/about"].priority > ARTICLE


def test_a_page_whose_address_is_a_listing_s_is_one(tmp_path: Path) -> None:
    """What it names was found on a listing, and it is one itself where it is found."""
    source = _source(tmp_path)
    year = "https://council.example/news-2022"
    home = _found(source, _links("/news-2022"), Entry("https://council.example/"))
    assert home[year].kind == "listing"
    assert _found(source, _links("/other"), Entry(year))["https://council.example/other"].how == (
        "listing"
    )


def test_a_cited_document_is_taken_though_it_lies_outside(tmp_path: Path) -> None:
    """Where a page in scope cites it, and nowhere else; what it leads to in turn is left."""
    source = _source(tmp_path)
    paper, other = "https://rm.example/1680afae67", "https://else.example/1680afae67"
    cited = _found(source, _links(paper, other, "http://rm.example/print/2"), Entry(NEWS))
    assert cited[paper].priority == PAPER
    assert other not in cited
    assert "http://rm.example/print/2" not in cited
    assert not _found(source, _links("https://rm.example/2"), Entry(paper, via=NEWS))


def test_a_cited_document_may_redirect_to_another(tmp_path: Path) -> None:
    """As short links do; not to what is neither a document nor in scope."""
    source = _source(tmp_path)
    for target, is_taken in (("https://rm.example/3", True), ("https://else.example/", False)):
        moved = exchange(
            "https://go.example/x", status="302 Found", fields=f"Location: {target}\r\n"
        )
        found = discovered(source, Entry("https://go.example/x", via=NEWS), observed(moved))
        assert bool(found) == is_taken
        assert all(source.refusal(e.url, 1, e.via, is_redirect=True) is None for e in found)


def test_why_a_cited_document_is_in(archive: Archive, tmp_path: Path) -> None:
    """The archive can say so, before it is asked for and after; what nobody cites is out."""
    source, now = _source(tmp_path), datetime(2026, 1, 1, tzinfo=UTC)
    paper = "https://rm.example/1680afae67"
    crawl = Crawl(archive, source, clock=lambda: now)
    waiting = crawl.take()
    assert waiting is not None
    crawl.keep(observed(exchange(NEWS, _links(paper))), waiting)
    for url, is_in in ((paper, True), ("https://rm.example/2", False)):
        (why,) = explained(archive, [source], url, now, is_chosen=True)
        assert why.is_in_scope == is_in
        assert ("a page in scope cites" in why.scope) == is_in


class Walk:
    """A crawl of a council whose news page shows two articles, as its older pages do."""

    def __init__(self, archive: Archive, source: Source, last: int) -> None:
        self.archive, self.source, self.last = archive, source, last
        self.newest = 0
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def asked(self) -> list[str]:
        """What one crawl asks for, in order."""
        crawl = Crawl(self.archive, self.source, clock=lambda: self.now)
        urls = []
        while (waiting := crawl.take()) is not None:
            url = waiting.entry.url
            urls.append(url)
            said = exchange(url, self._body(url), began=self.now)
            crawl.keep(observed(said), waiting)
        assert crawl.end("finished") == "done"
        self.now += timedelta(days=1)
        return urls

    def _body(self, url: str) -> bytes:
        if "/-/" in url:
            return page(url, *LONG)
        start = int(url.partition("start=")[2] or 1)
        first = self.newest - 2 * (min(start, self.last) - 1)
        more = f"{NEWS}?delta=50&start={start + 1}"
        return _links(f"/-/n-{first + 1000}", f"/-/n-{first + 999}", more)


def _starts(urls: list[str]) -> list[int]:
    return [int(url.rpartition("=")[2]) for url in urls if "start=" in url]


def test_older_pages_are_walked_until_nothing_is_new(archive: Archive, tmp_path: Path) -> None:
    """After what is new; a site that shows its last page again and again ends the walk."""
    asked = Walk(archive, _source(tmp_path), last=3).asked()
    assert asked[:3] == [NEWS, "https://council.example/-/n-1000",
                         "https://council.example/-/n-999"]  # fmt: skip
    assert _starts(asked) == [1, 2, 3, 4]
    assert sum("/-/" in url for url in asked) == 6


def test_the_walk_ends_where_the_file_says(archive: Archive, tmp_path: Path) -> None:
    """However many pages a site may have."""
    assert _starts(Walk(archive, _source(tmp_path), last=99).asked()) == [1, 2, 3, 4, 5, 6]


def test_older_pages_are_asked_for_again_only_to_close_a_gap(
    archive: Archive, tmp_path: Path
) -> None:
    """Where everything on the newest page is new, until a page has something known."""
    source = replace(_source(tmp_path), revisit=timedelta(days=400))
    walk = Walk(archive, source, last=9)
    walk.asked()
    walk.newest = 1
    assert _starts(walk.asked()) == []
    walk.newest = 5
    assert _starts(walk.asked()) == [1, 2, 3]


def test_years_are_asked_for_from_this_one_back(archive: Archive, tmp_path: Path) -> None:
    """All of them, as one that is missing says nothing of those before."""
    years = (("?delta=50&start={n}", "?start={year}"), ("last = 6", "last = 2023"))
    source = _source(tmp_path, *years, ('"/print/"', '"delta="'))
    assert _starts(Walk(archive, source, last=3).asked()) == [2026, 2025, 2024, 2023]


def test_a_walk_is_low_in_priority(archive: Archive, tmp_path: Path) -> None:
    """Behind every other page, and so is what it finds."""
    crawl = Crawl(archive, _source(tmp_path), clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    entry = Entry(NEWS, "listing", "seed")
    found = crawl.discover(entry, observed(exchange(NEWS, _links("/-/a", "/about"))))
    (older,) = [one for one in found if "start=1" in one.url]
    assert older.priority == OLDER == max(one.priority for one in found)
    again = crawl.discover(older, observed(exchange(older.url, _links("/-/b"))))
    assert {one.priority >= OLDER - 1 for one in again} == {True}
