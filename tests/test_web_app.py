"""The reading room, over HTTP."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from html.parser import HTMLParser

import pytest

from archive import Archive
from tests.exchanges import LONG, exchange, page
from tests.saved_site import DOT, FIRST, SITE, SOURCE, fill
from tests.servers.room import Served, serving

EDITED = "20251006180000"
LAST_OLD = "20251005130000"
REFUSED = "20251008000000"
VIEWS = (
    "/", "/search", "/search?q=prisons", f"/page/{SITE}/report", f"/page/{REFUSED}/{SITE}/report",
    f"/page/{SITE}/evil", f"/page/{SITE}/dot.png", f"/page/{SITE}/moved", f"/page/{SITE}/gone",
    f"/diff/{FIRST}/{EDITED}/{SITE}/report", f"/compare/{FIRST}/{EDITED}/{SITE}/report",
    f"/blame/{SITE}/report", f"/blame/{SITE}/evil", "/changes", "/sources",
    "/watches", f"/replay/{FIRST}/{SITE}/report", f"/still/{FIRST}/{SITE}/report",
    f"/beside/{FIRST}/{EDITED}/{SITE}/report", "/help", "/search/help",
    f"/picture/{FIRST}/{SITE}/report",
)  # fmt: skip


class _Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and its attributes."""
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def all(self, name: str) -> list[str]:
        """Values of the attribute called ``name``."""
        return [value for _, key, value in self.attributes if key == name]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The saved site, served."""
    path = tmp_path_factory.mktemp("room") / "greffe.db"
    with Archive.open(path) as archive:
        fill(archive)
        for number in range(25):
            body = page(f"Bulletin {number}", f"The bulletin of day {number}.", *LONG)
            archive.add(exchange(f"{SITE}/bulletin/{number}", body), source=SOURCE)
    with serving(path) as both:
        yield both


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_is_a_page_without_script_of_its_own(served: Served, path: str) -> None:
    """Files of ours, nothing inline, nothing from elsewhere."""
    got = served.get(path)
    assert got.status == 200
    shown = _Page(got.text)
    scripts = [value for tag, name, value in shown.attributes if (tag, name) == ("script", "src")]
    room = "/static/room.js"
    own = {
        "page": [room, "/static/cite.js"],
        "replay": ["/static/replay.js", "/static/parts.js"],
        "still": [],
        "beside": [room, "/static/beside.js"],
        "/search": [room, "/static/live.js"],
    }
    assert scripts == own.get(path.split("/")[1], own.get(path.partition("?")[0], [room]))
    assert shown.tags.count("script") == len(scripts)
    assert not [name for _, name, _ in shown.attributes if name.startswith("on") or name == "style"]
    assert all(value.startswith(("/", "http://127.0.0.1:")) for value in shown.all("src"))
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", VIEWS)
def test_links_lead_into_the_archive_or_to_the_web(served: Served, path: str) -> None:
    """Never to a scheme that runs something."""
    for href in _Page(served.get(path).text).all("href"):
        assert href.startswith(("/", "#", "http://", "https://"))


@pytest.mark.parametrize(
    "path",
    [f"/page/{SITE}/evil", "/search?q=prison", "/search?q=%3Cscript%3Ealert(1)%3C/script%3E"],
)
def test_strangers_words_are_only_shown(served: Served, path: str) -> None:
    """Tags in titles, texts, names and queries are text."""
    got = served.get(path)
    shown = _Page(got.text)
    scripts = [value for tag, name, value in shown.attributes if (tag, name) == ("script", "src")]
    assert shown.tags.count("script") == len(scripts) == 2
    assert all(value.startswith("/static/") for value in scripts)
    assert "img" not in shown.tags
    assert "b" not in shown.tags
    assert "alert(1)" in got.text


def test_a_page_has_a_card_for_other_peoples_pages(served: Served) -> None:
    """oEmbed by discovery (oembed.com, 4), and Open Graph; with the time of the capture."""
    got = served.get(f"/page/{FIRST}/{SITE}/report").text
    room = f"http://127.0.0.1:{served.room}"
    (href,) = re.findall(r'type="application/json\+oembed"[^>]*href="([^"]*)"', got)
    card = json.loads(served.get(unescape(href)).body)
    assert card["version"] == "1.0"
    assert card["type"] == "link"
    assert card["title"] == "Report on prisons (captured 2025-10-05 12:00:00 UTC)"
    assert card["author_name"] == SOURCE
    assert '<meta property="og:title" content="Report on prisons">' in got
    assert f'<meta property="og:url" content="{room}/page/{FIRST}/{SITE}/report">' in got
    assert "captured 5 October 2025, 12:00:00 UTC" in got
    assert served.get(f"/oembed?url={room}/page/{SITE}/none").status == 404
    assert served.get("/oembed?url=https://elsewhere.example/page/x").status == 404
    assert served.get("/oembed").status == 400
    assert served.get(f"/oembed?url={room}/page/{SITE}/report&format=xml").status == 501


def test_words_lead_to_pages(served: Served) -> None:
    """A hit has its title, its words marked, its source and its date."""
    got = served.get("/search?q=Strasbourg+Tuesday")
    shown = _words(got.text)
    assert f'href="/page/{SITE}/report"' in got.text
    assert "<mark>Strasbourg</mark> on <mark>Tuesday</mark>" in got.text
    assert "captured 6 October 2025" in shown
    assert SOURCE in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("q=bulletin", "25 pages"),
        (f"q=bulletin&source={SOURCE}", "25 pages"),
        ("q=bulletin&source=other", "No page"),
        ("q=bulletin&lang=en", "25 pages"),
        ("q=bulletin&lang=fr", "No page"),
        ("q=bulletin&from=2025-10-06", "No page"),
        ("q=bulletin&from=2025&to=2025", "25 pages"),
        ("q=bulletin&from=2025-10-05&to=2025-10-05", "25 pages"),
        ("q=bulletin&to=2025-10-04", "No page"),
        ("q=bulletin&from=yesterday", "&#39;yesterday&#39; is no date"),
    ],
)
def test_a_search_is_narrowed_by_its_address(served: Served, query: str, count: str) -> None:
    """Source, language and dates stand in it, and can be sent on."""
    assert count in _words(served.get(f"/search?{query}").text)


def test_a_narrowed_search_without_hits_offers_all_pages(served: Served) -> None:
    """And one of all pages says how to find more."""
    got = served.get("/search?q=bulletin&lang=fr&from=2024")
    assert 'href="/search?q=bulletin">Search all pages' in got.text
    plain = served.get("/search?q=xyzzy").text
    assert "Search all pages" not in plain
    assert "Fewer words find more" in plain


def test_what_holds_no_word_is_not_looked_for(served: Served) -> None:
    """No page is said to lack it; filters hold all the same."""
    shown = _words(served.get("/search?q=%28%29").text)
    assert "Nothing to search for: type a word." in shown
    assert "No page has" not in shown
    narrowed = _words(served.get("/search?q=%28%29&lang=en").text)
    assert "What was typed has no word to search for; only the filters count." in narrowed
    assert "Bulletin 24" in narrowed


def test_the_latest_changes_lead_to_what_changed(served: Served) -> None:
    """From the first page."""
    assert f'href="/diff/{LAST_OLD}/{EDITED}/{SITE}/report"' in served.get("/").text


def test_results_come_in_pages(served: Served) -> None:
    """The next page keeps what was asked for."""
    first = served.get("/search?q=bulletin&lang=en").text
    assert first.count("<li>\n<h2>") == 20
    assert 'rel="next" href="/search?q=bulletin&amp;lang=en&amp;p=2"' in first
    second = served.get("/search?q=bulletin&lang=en&p=2").text
    assert second.count("<li>\n<h2>") == 5
    assert 'rel="next"' not in second


@pytest.mark.parametrize("p", ["0", "-1", "x", "99999999", ""])
def test_page_numbers_are_forgiven(served: Served, p: str) -> None:
    """No number ends in an error."""
    assert served.get(f"/search?q=bulletin&p={p}").status == 200


def test_an_address_typed_instead_of_words_leads_to_its_page(served: Served) -> None:
    """There is one field to type in."""
    for typed in (f"{SITE}/report", "news.example.org/report"):
        got = served.get(f"/search?q={typed}")
        assert got.status == 303
        assert got.headers["location"].endswith("//news.example.org/report")


def test_a_page_shows_its_latest_text(served: Served) -> None:
    """And says that the crawler was refused since, which is no change."""
    shown = _words(served.get(f"/page/{SITE}/report").text)
    assert "on Tuesday and adopted its second report" in shown
    assert "The latest capture, 8 October 2025, 00:00:00 UTC: crawler refused" in shown
    assert "That says nothing about the page" in shown


def test_a_page_shows_the_text_it_had(served: Served) -> None:
    """At the time in the address."""
    shown = _words(served.get(f"/page/{FIRST}/{SITE}/report").text)
    assert "on Monday and adopted its report" in shown
    assert "1 of 2 different texts" in shown
    assert "This is not the latest text" in shown


def test_a_page_says_how_far_the_nearest_capture_is(served: Served) -> None:
    """Nobody takes it for the time asked for."""
    shown = _words(served.get(f"/page/20251004/{SITE}/report").text)
    assert "the nearest: 1 day later" in shown
    assert "the nearest" not in _words(served.get(f"/page/202510/{SITE}/court?id=7&lang=en").text)


def test_a_page_names_the_fixity_of_its_payload(served: Served) -> None:
    """The digest of the bytes that came, as the archive holds it."""
    shown = served.get(f"/page/{SITE}/dot.png").text
    assert hashlib.sha256(DOT).hexdigest() in shown


def test_a_refusal_is_shown_with_its_evidence(served: Served) -> None:
    """It is not the page's text, and leads to the text before."""
    got = served.get(f"/page/{REFUSED}/{SITE}/report").text
    shown = _words(got)
    assert "Crawler refused" in shown
    assert "cf-mitigated: challenge" in shown
    assert "Just a moment" not in shown
    assert f"/page/{EDITED}/{SITE}/report" in got


def test_an_absence_is_told_by_two_times(served: Served) -> None:
    """Last seen and first absent: what lies between is not known."""
    shown = _words(served.get(f"/page/{SITE}/gone").text)
    seen = "last seen 5 October 2025, 12:00:00 UTC, first absent 8 October 2025, 20:00:00 UTC"
    assert f"Suspect: {seen}, checked 1 time" in shown


def test_a_redirect_leads_on_within_the_archive(served: Served) -> None:
    """Its target is resolved against its own URL."""
    got = served.get(f"/page/{SITE}/moved").text
    assert f'href="/page/{FIRST}/{SITE}/court?id=7&amp;lang=en"' in got


def test_a_comparison_shows_words_that_came_and_went(served: Served) -> None:
    """In one text and side by side."""
    for way in ("diff", "compare"):
        got = served.get(f"/{way}/{FIRST}/{EDITED}/{SITE}/report").text
        assert "<del>Monday</del>" in got
        assert "<ins>Tuesday</ins>" in got
        assert "2 words added" in got
        assert "1 word removed" in got


def test_changes_can_be_stepped_through(served: Served) -> None:
    """Each has an address; words of a title are told as such."""
    got = served.get(f"/diff/{FIRST}/{EDITED}/{SITE}/report").text
    assert 'id="c1"' in got


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [("first", "last", f"/diff/{FIRST}/{EDITED}"), ("v1", "v2", f"/diff/{FIRST}/{EDITED}"),
     ("previous", "", f"/diff/{FIRST}/{EDITED}"), ("v9", "v2", None), ("soon", "last", None)],
)  # fmt: skip
def test_any_two_texts_can_be_compared(served: Served, old: str, new: str, path: str) -> None:
    """By name or number; what is none is said."""
    url = f"{SITE}/report"
    got = served.get(f"/between?url={url}&old={old}&new={new}")
    if path is None:
        assert got.status == 404
        assert "Nothing to compare" in got.text
    else:
        assert got.status == 303
        assert got.headers["location"] == f"{path}/{url}"


def test_changes_lists_new_texts(served: Served) -> None:
    """With a glimpse of each, from the last capture of the old text; later dates leave them out."""
    got = served.get("/changes").text
    assert "<ins>Tuesday</ins>" in got
    assert f'href="/diff/{LAST_OLD}/{EDITED}/{SITE}/report"' in got
    assert "<ins>" not in served.get("/changes?since=2025-10-07").text


@pytest.mark.parametrize(
    ("query", "is_told"),
    [("words=Tuesday", True), ("words=Strasbourg", False), ("least=2", True), ("least=50", False),
     ("kind=edited", True), ("kind=gone", False), ("host=https://www.elsewhere.example/", False),
     (f"source={SOURCE}&order=largest&lists=1", True), ("source=nobody", False),
     ("until=2025-10-06", False), ("p=2", False)],
)  # fmt: skip
def test_changes_are_narrowed_by_their_address(served: Served, query: str, is_told: bool) -> None:
    """The feed of the same address tells the same."""
    assert ("<ins>Tuesday</ins>" in served.get(f"/changes?{query}").text) is is_told
    if "p=" not in query:
        feed = served.get(f"/changes.atom?{query}").text
        assert ("ins&gt;Tuesday" in feed) is is_told


@pytest.mark.parametrize(
    "query", ["since=soon", "until=never", "kind=odd", "least=few", "words=site:x", "words=*"]
)
def test_what_means_nothing_is_said(served: Served, query: str) -> None:
    """On the page; a feed refuses it."""
    assert 'class="notice"' in served.get(f"/changes?{query}").text
    assert served.get(f"/changes.json?{query}").status == 400


def test_feeds_of_changes_keep_what_was_asked_for(served: Served) -> None:
    """Each entry leads to what changed, and has one id always."""
    first, again = (json.loads(served.get("/changes.json?kind=edited").text) for _ in range(2))
    assert first == again
    assert first["home_page_url"].endswith("/changes?kind=edited")
    item = next(i for i in first["items"] if i["external_url"].endswith("/report"))
    assert item["url"].endswith(f"/diff/{LAST_OLD}/{EDITED}/{SITE}/report")
    assert item["_greffe"]["added_words"] == 2
    assert 'href="/changes.atom?kind=edited"' in served.get("/changes?kind=edited").text
    assert served.get("/changes.rss").status == 404


def test_sources_are_counted(served: Served) -> None:
    """Each with its captures and the time they span; what was imported is not crawled."""
    assert re.search(rf"{SOURCE} Retired", _words(served.get("/sources").text))
    shown = _words(served.get(f"/sources/{SOURCE}").text)
    assert re.search(r"\d+ captures, from 5 October 2025 to 8 October 2025", shown)


def test_a_download_never_runs_here(served: Served) -> None:
    """It is a file, in a sandbox, of no type but its own."""
    got = served.get(f"/raw/{FIRST}id_/{SITE}/hostile")
    assert got.status == 200
    assert got.headers["content-disposition"].startswith("attachment; ")
    assert got.headers["content-security-policy"].startswith("sandbox;")
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/page/https://never.example/", "The archive holds no capture of this address"),
        (
            "/page/https://never.example/?a&b",
            "greffe save &#39;https://never.example/?a&amp;b&#39; makes",
        ),
        ("/page/javascript:alert(1)", "The archive holds no capture of this address."),
        (f"/page/{SITE}/bulletin/99", "The archive holds these near it"),
        ("/page/", "This address holds no URL"),
        ("/page/20250101/", "This address holds no URL"),
        (f"/diff/2024/2025/{SITE}/paper.pdf", "none with a text"),
        (f"/replay/{SITE}/never", "The archive holds no capture of this address"),
        ("/nowhere", "no such address"),
        ("/static/nothing.css", "404"),
        ("/static/..%2Fapp.py", ""),
    ],
)
def test_what_is_not_there_is_said(served: Served, path: str, words: str) -> None:
    """In words, with status 404."""
    got = served.get(path)
    assert got.status == 404
    assert words in _words(got.text)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (f"/replay/{REFUSED}/{SITE}/report", "The crawler was refused here"),
        (f"/replay/20251008200000/{SITE}/gone", "The site had no page here"),
        (f"/replay/{SITE}/paper.pdf", "This is a file, not a page"),
    ],
)
def test_what_cannot_be_replayed_leads_to_its_record(served: Served, path: str, title: str) -> None:
    """The reading room shows errors itself."""
    got = served.get(path).text
    assert f"<h1>{title}</h1>" in got
    assert "Its record in the reading room" in got
    assert "<iframe" not in got


def test_a_saved_page_is_framed_from_the_other_origin(served: Served) -> None:
    """Sandboxed, and the frame can be led nowhere else."""
    got = served.get(f"/replay/2025/{SITE}/report", Host=f"localhost:{served.room}")
    frame = f"http://localhost:{served.replay}"
    assert f"frame-src {frame}" in got.headers["content-security-policy"]
    assert f'src="{frame}/replay/{FIRST}/{SITE}/report"' in got.text
    assert 'sandbox="allow-scripts allow-same-origin allow-forms"' in got.text
    assert "5 October 2025, 12:00:00 UTC" in _words(got.text)


def test_many_may_read_at_once(served: Served) -> None:
    """Each thread has a connection of its own."""
    paths = [f"/page/{SITE}/bulletin/{n % 25}" for n in range(60)]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(served.get, paths))
    assert [answer.status for answer in answers] == [200] * 60
    assert all(f"Bulletin {n % 25}" in a.text for n, a in enumerate(answers))


def test_a_new_capture_is_seen_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A crawl may write while somebody reads; an empty archive says how to fill it."""
    path = tmp_path_factory.mktemp("growing") / "greffe.db"
    with Archive.open(path) as archive, serving(path) as both:
        assert "This archive is empty" in both.get("/").text
        archive.add(exchange(f"{SITE}/new", page("New", *LONG)))
        assert "1 page with text" in both.get("/").text
        assert both.get(f"/page/{SITE}/new").status == 200


def test_a_page_says_where_its_dates_stand_and_what_it_lists(archive: Archive) -> None:
    """What is listed leads to what the archive has, else to the web."""
    from tests.test_facts import URL, add

    archive.add(exchange("http://news.example/one", page("One", *LONG)))
    add(archive)
    archive.close()
    with serving(archive.path) as room:
        got = room.get(f"/page/{URL}").text
    shown = _words(got)
    assert "Its dates differ" in shown
    assert "28 February 2025 its address: /2025/02/28/" in shown
    assert "SectionWorld" in shown
    assert "Tagsprisons, Möllnburg" in shown
    assert "It lists 2 pages" in shown
    assert '<a href="/page/http://news.example/one" dir="auto">One</a>' in got
    assert 'rel="external noreferrer noopener nofollow">Two</a>' in got
    assert "French" in shown
