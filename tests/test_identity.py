"""Which page a URL names: one key for all its spellings, told by the shape of the URL alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.identity import asked_for, key_of, own_key, page_key
from archive.observation import observed
from archive.store.frontier import Entry, Progress
from archive.store.regrouping import regrouped, rekeyed
from archive.urls import urlkey
from crawler.crawl import Crawl
from crawler.sources.source import Scope, Source
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.rebuilding import content, is_sound, rebuild

ARTICLE = "https://www.coe.int/en/web/portal/-/delegation-visits-prison"
ASSET = (
    "https://www.coe.int/en/web/portal/newsroom/-/asset_publisher/r5CeaqlRVFro/content/"
    "delegation-visits-prison"
)
ITEM = 'https://hudoc.echr.coe.int/eng#{"itemid":["001-187893"]}'

SAME = [
    (ARTICLE, "http://coe.int:80/en/web/portal/-/delegation-visits-prison/"),
    (ARTICLE, ARTICLE + ";jsessionid=0F3A2B"),
    (ARTICLE, ARTICLE + "?utm_source=x&utm_medium=y&fbclid=IwAR0&gclid=1"),
    (ARTICLE, ARTICLE + "#main-content"),
    (ARTICLE, ARTICLE + "#:~:text=prison"),
    (ARTICLE, ASSET),
    (ARTICLE, ASSET + "?delta=20&start=3"),
    (ARTICLE, ARTICLE + "?p_p_id=101&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"),
    (ARTICLE, ASSET + "?_101_INSTANCE_r5CeaqlRVFro_redirect=%2Fen%2Fweb%2Fportal"),
    (ARTICLE.replace("/en/", "/fr/"), ASSET + "?_101_INSTANCE_r5CeaqlRVFro_languageId=fr_FR"),
    (
        "https://x.example/-/a-slug",
        "https://x.example/news/-/asset_publisher/aBcD12/content/a-slug",
    ),
    ("https://x.example/a?id=1", "https://x.example/a?PHPSESSID=0123456789abcdef0123456789&id=1"),
    ("https://x.example/a.aspx", "https://x.example/(S(lit3py55t21z5v55vlm25s55))/a.aspx"),
    (ITEM, "http://hudoc.echr.coe.int/eng#%7B%22itemid%22:[%22001-187893%22]%7D"),
    (ITEM, 'https://hudoc.echr.coe.int/eng#{"fulltext":["x"], "itemid": ["001-187893"]}'),
    (ITEM, "https://hudoc.echr.coe.int/eng?i=001-187893"),
    ("https://x.example/#!/a/b", "https://www.x.example/#!/a/b/"),
]
OTHER = [
    (ARTICLE, ARTICLE + "-again"),
    (ARTICLE, ARTICLE.replace("/en/", "/fr/")),
    (ARTICLE, ARTICLE.replace("/portal/", "/cpt/")),
    ("https://x.example/news", "https://x.example/news?delta=20&start=3"),
    ("https://x.example/a", "https://x.example/a?sid=4711"),
    ("https://x.example/a", "https://x.example/a?ref=b"),
    ("https://x.example/news", "https://x.example/news?_101_INSTANCE_aBcD12_cur=2"),
    (
        "https://x.example/web/guest/news",
        "https://x.example/web/guest/news?p_p_id=101&p_p_lifecycle=0&p_p_state=maximized"
        "&_101_struts_action=%2Fview_content&_101_urlTitle=a-slug",
    ),
    (
        "https://x.example/web/guest/news",
        "https://x.example/web/guest/news?p_p_id=101&p_p_lifecycle=2&p_p_resource_id=getRSS",
    ),
    (ITEM, ITEM.replace("187893", "187894")),
    (ITEM, "https://hudoc.echr.coe.int/eng"),
    ("https://x.example/#!/a", "https://x.example/#!/b"),
    ("https://x.example/", "https://x.example/#!/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_have_one_key(one: str, other: str) -> None:
    """What a link carries beside the page's name does not make another page."""
    assert page_key(one) == page_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_shows_something_else_is_another_page(one: str, other: str) -> None:
    """Two pages taken for one would be the worse mistake."""
    assert page_key(one) != page_key(other)


def test_a_url_is_asked_for_without_what_says_who_asks() -> None:
    """All else stays as it was written, the order of parameters too."""
    url = "https://X.example/A%7e;jsessionid=0F?b=2&utm_source=x&a=%C3%A4&fbclid=1#part"
    assert asked_for(url) == "https://X.example/A%7e?b=2&a=%C3%A4"
    assert asked_for("https://x.example/a?b&a=") == "https://x.example/a?b&a="


_PIECES = st.sampled_from([
    "a", "b", "-", "/", "/-/", "?", "&", "=", "#", ";jsessionid=", "utm_source=", "p_p_id=", "%2d",
    "%", "asset_publisher", "/content/", "abcd", "_101_INSTANCE_x_", "languageId=fr_FR", "/en/",
    "web", "delta=2", "start", '{"itemid":["001-1"]}', "%7B%22itemid%22:[%22001-1%22]%7D", "!", "ä",
    "sid=0123456789abcdef", "://", "[", " ", "(S(lit3py55t21z5v55vlm25s55))",
])  # fmt: skip
_URLS = st.builds("https://h.example/{}".format, st.lists(_PIECES, max_size=12).map("".join))


@given(_URLS)
def test_what_is_asked_for_names_the_same_page(url: str) -> None:
    """However odd the address."""
    assert page_key(asked_for(url)) == page_key(url)
    assert own_key(asked_for(url)) == own_key(url)


@given(_URLS, _URLS)
def test_equal_surt_keys_make_equal_page_keys(one: str, other: str) -> None:
    """But for fragments, which no SURT key has: no page is taken apart that was one before."""
    plain = [url.partition("#")[0] for url in (one, other)]
    if urlkey(plain[0]) == urlkey(plain[1]):
        assert page_key(plain[0]) == page_key(plain[1])
    again = plain[0].replace("https://h", "http://www.h").upper().replace("HTTP:", "http:")
    if urlkey(again) == urlkey(plain[0]):
        assert page_key(again) == page_key(plain[0])


LISTING = page("Newsroom", "Delegation visits prison. A short word on it.", *LONG)


def test_a_listing_that_answers_for_an_article_does_not_become_it() -> None:
    """Only an answer whose title says what the slug does is the article."""
    assert key_of(ASSET, page("Delegation visits prison", *LONG)) == page_key(ARTICLE)
    for answer in (LISTING, b"", None, page("Delegation", *LONG)):
        assert key_of(ASSET, answer) == own_key(ASSET) != page_key(ARTICLE)


def test_an_article_under_two_forms_is_one_page_and_the_listing_another(tmp_path: Path) -> None:
    """The article's history has both forms of it, and never the newsroom's text."""
    other = ASSET.replace("newsroom", "full-news").replace("r5CeaqlRVFro", "VN6cYYbQB4QE")
    article = page("Delegation visits prison", *LONG)
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.add(exchange(ARTICLE, article))
        archive.add(exchange(ASSET, article, hours=1))
        archive.add(exchange(ASSET, status="304 Not Modified", hours=2))
        archive.add(exchange(other, LISTING, hours=3))
        archive.add(exchange(ASSET, b"gone", status="404 Not Found", hours=4))
        assert [capture.url for capture in archive.captures(ARTICLE)] == [ARTICLE, *[ASSET] * 3]
        assert len(archive.versions(ASSET)) == 1
        assert [version.title for version in archive.versions(other)] == ["Newsroom"]
        assert [c.urlkey for c in archive.captures(ASSET)][1:] == [urlkey(ASSET)] * 3
        assert is_sound(archive)
        before = content(archive)
        assert rebuild(archive, is_check=True)[1] == []
        rebuild(archive)
        assert content(archive) == before


def test_items_told_apart_by_their_fragment_are_pages_of_their_own(tmp_path: Path) -> None:
    """Though they share the SURT key, and the same payload."""
    items = [ITEM, ITEM.replace("187893", "187894")]
    with Archive.open(tmp_path / "greffe.db") as archive:
        for item in items:
            archive.add(exchange(item, page("One application", *LONG)))
        assert [len(archive.captures(item)) for item in items] == [1, 1]
        assert [len(archive.versions(item)) for item in items] == [1, 1]
        assert is_sound(archive)
        assert rebuild(archive, is_check=True)[1] == []


def test_an_article_whose_form_answers_with_the_list_is_asked_for_in_the_other(
    archive: Archive,
) -> None:
    """And then it is had: once, under one entry."""
    home = "https://www.coe.int/en/web/portal/home"
    source = Source("coe", "", (home,), Scope(("int,coe)/",)), requisites=False)
    crawl = Crawl(archive, source, clock=lambda: DAY_ONE)
    answers = {
        home: page("Home", *LONG, f'<a href="{ASSET}?delta=20&start=3">Visit</a>'),
        ASSET: LISTING,
        ARTICLE: page("Delegation visits prison", *LONG),
    }
    asked = []
    while (waiting := crawl.take()) is not None:
        asked.append(waiting.entry.url)
        crawl.keep(observed(exchange(asked[-1], answers[asked[-1]], began=DAY_ONE)), waiting)
    assert asked == [home, ASSET, ARTICLE]
    assert [version.title for version in archive.versions(ARTICLE)] == ["Delegation visits prison"]
    assert archive.frontier_counts("coe") == {"done": 2}


def test_the_frontier_has_one_entry_for_all_spellings(tmp_path: Path) -> None:
    """The form of an article that cannot answer with a list is asked for, if it is found."""
    spellings = [one for pair in SAME[:10] for one in pair if "/fr/" not in one]
    found = [Entry(url) for url in [ASSET, *spellings] if "languageId" not in url]
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.begin_crawl("coe", "", found, DAY_ONE)
        waiting = archive.waiting("coe", DAY_ONE, 99)
        assert [one.entry.url for one in waiting] == [ARTICLE]
        archive.settle(Progress(waiting[0].id, "done", DAY_ONE), DAY_ONE)
        assert is_sound(archive)


KEPT = Path(__file__).parent / "fixtures" / "archives" / "spellings-16.db.gz"


def test_spellings_in_an_older_archive_become_one_page(tmp_path: Path) -> None:
    """Its texts, links and frontier too, as a rebuild would have them."""
    path = tmp_path / "greffe.db"
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))
    article = "http://news.example/en/web/portal/-/delegation-visits-prison"
    with Archive.open(path) as archive:
        assert len(archive.captures(article)) == 4
        versions = archive.versions(article)
        assert [version.is_current for version in versions] == [False, True]
        assert versions[1].first_seen == archive.captures(article)[2].time
        for number in ("001-1", "001-2"):
            item = "http://news.example/eng#" + json.dumps({"itemid": [number]})
            assert len(archive.captures(item)) == 1
        assert len(archive.search("möllnburg").hits) == 2
        entries = archive.connection.execute("SELECT url, state FROM frontier ORDER BY id")
        assert entries.fetchall() == [
            (f"{article}?utm_source=feed", "done"), ("http://news.example/other", "waiting"),
        ]  # fmt: skip
        assert is_sound(archive)
        # But for the authors that each capture names, which were not noted then, and for the
        # revision that read its texts.
        found = {one.kind for one in rebuild(archive, is_check=True)[1]}
        assert found == {"facts", "reading", "version"}


def _unheard(_done: int, _total: int) -> None:
    """How far it is is nobody's business."""


def test_keys_that_sorted_parameters_otherwise_are_made_anew(archive: Archive) -> None:
    """Older archives have some: ``9-9`` stood before ``9``."""
    url = "http://news.example/a?9=_&9-9=b"
    archive.add(exchange(url, page("One", *LONG)))
    execute = archive.connection.execute
    for table in ("page", "capture"):
        execute(f"UPDATE {table} SET urlkey = 'example,news)/a?9-9=b&9=_'")
    assert archive.captures(url) == []
    rekeyed(archive.connection, _unheard)
    assert regrouped(archive.connection, _unheard) == 1
    assert [capture.urlkey for capture in archive.captures(url)] == ["example,news)/a?9=_&9-9=b"]
    assert is_sound(archive)


def test_a_rebuild_brings_captures_to_their_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the archive was brought up to date without that."""
    pages = "SELECT urlkey, url FROM page ORDER BY 1"
    path = tmp_path / "greffe.db"
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))
    monkeypatch.setattr("archive.store.schema.regrouped", lambda *_: 0)
    with Archive.open(path) as archive:
        assert len(archive.connection.execute(pages).fetchall()) == 5
        assert rebuild(archive, is_check=True)[1] != []
        rebuild(archive)
        assert len(archive.connection.execute(pages).fetchall()) == 4
        assert is_sound(archive)
        made = content(archive)
    monkeypatch.undo()
    path.write_bytes(gzip.decompress(KEPT.read_bytes()))
    with Archive.open(path) as archive:
        # But for which spelling stands for the page, for authors, which were not noted then, and
        # for the revision that read its texts, with the digest of what is known of them.
        kept = content(archive)
        for name in ("links", "hits", "older hits", "indexed", "labels"):
            assert kept[name] == made[name], name
        for name, columns in (("readings", (0, 1, 2, 4, 5)), ("versions", (*range(12), 14, 15))):
            of_both = ([[row[n] for n in columns] for row in rows[name]] for rows in (kept, made))
            assert next(of_both) == next(of_both), name
