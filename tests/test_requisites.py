"""What pages need to look right: once per archive, within limits, after the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.observation import observed
from archive.store import requisites
from crawler.agenda import REQUISITES_A_PAGE, Claims
from crawler.crawl import Crawl
from crawler.fetch.requisites import useless
from crawler.sources.source import Scope, Source
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe
from tests.servers.ugly import Case, Ugly
from tests.visits import NO_RULES, answer, asked, crawl, source, told

CDN = "http://cdn.example/p.png"
CSS = "Content-Type: text/css\r\n"
PNG = "Content-Type: image/png\r\n"


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = DAY_ONE

    def __call__(self) -> object:
        return self.now


def _source(name: str) -> Source:
    return Source(name, name, (f"http://{name}.example/",), Scope((f"example,{name})/",)))


def _crawl(archive: Archive, source: Source, clock: Clock, claims: Claims | None = None) -> Crawl:
    return Crawl(archive, source, clock=clock, claims=claims)  # type: ignore[arg-type]


def _answer(crawl: Crawl, body: bytes = b"png", **more: object) -> str:
    waiting = crawl.take()
    assert waiting is not None
    fields = PNG if waiting.entry.kind == "requisite" else "Content-Type: text/html\r\n"
    values = {"began": crawl._clock(), "fields": fields} | more
    crawl.keep(observed(exchange(waiting.entry.url, body, **values)), waiting)  # type: ignore[arg-type]
    return waiting.entry.url


def _home(*names: str) -> bytes:
    return page("Home", *LONG, *(f'<img src="{name}">' for name in names))


def test_what_one_source_has_had_no_other_asks_for(archive: Archive) -> None:
    """Within the time a requisite is taken to be good; then it is asked about again."""
    clock = Clock()
    first = _crawl(archive, _source("a"), clock)
    assert [_answer(first, _home(CDN)), _answer(first)] == ["http://a.example/", CDN]
    first.end("finished")
    clock.now += timedelta(days=29)
    second = _crawl(archive, _source("b"), clock)
    _answer(second, _home(CDN))
    assert second.take() is None
    assert second.wait() is None
    assert second.end("finished") == "done"
    assert second.counts["shared"] == 1
    clock.now += timedelta(days=2)
    third = _crawl(archive, _source("b"), clock)
    _answer(third, _home(CDN))
    assert _answer(third) == CDN
    assert len(archive.captures(CDN)) == 2


def test_a_requisite_under_way_for_one_source_is_not_asked_for_by_another(archive: Archive) -> None:
    """The other waits, and has it then; or asks, if it came to nothing."""
    clock, claims = Clock(), Claims()
    one = _crawl(archive, _source("a"), clock, claims)
    two = _crawl(archive, _source("b"), clock, claims)
    other = "http://cdn.example/q.png"
    for crawl_ in (one, two):
        _answer(crawl_, _home(CDN, other))
    first, second = one.take(), one.take()
    assert first
    assert second
    assert two.take() is None
    assert two.wait() is not None
    one.keep(observed(exchange(CDN, b"png", fields=PNG, began=clock.now)), first)
    one.refuse(second, "the network is down", is_final=False)
    assert _answer(two) == other
    assert two.wait() is None
    assert len(archive.captures(CDN)) == 1


def test_a_redirected_requisite_is_followed_to_its_other_spelling(archive: Archive) -> None:
    """That it was asked for a moment ago is no reason not to have it."""
    clock = Clock()
    one = _crawl(archive, _source("a"), clock)
    _answer(one, _home(CDN))
    secure = CDN.replace("http:", "https:")
    _answer(one, b"", status="301 Moved", fields=f"Location: {secure}\r\n")
    assert _answer(one) == secure


def test_pages_come_first_and_have_a_budget_of_their_own(archive: Archive) -> None:
    """Requisites do not eat it; they have a share of theirs."""
    clock = Clock()
    budget = replace(_source("a"), max_pages=2)
    one = _crawl(archive, budget, clock)
    pictures = [f"/{n}.png" for n in range(3 * REQUISITES_A_PAGE)]
    links = "".join(f'<a href="/{n}">n</a>' for n in range(3))
    _answer(one, _home(*pictures).replace(b"</article>", links.encode() + b"</article>"))
    assert _answer(one, _home()) == "http://a.example/0"
    found = []
    while one.wait() is not None:
        found.append(_answer(one))
    assert found == [f"http://a.example{name}" for name in pictures[: 2 * REQUISITES_A_PAGE]]
    assert one.end("finished") == "interrupted"


@pytest.mark.parametrize(
    ("kind", "url", "disposition"),
    [("application/zip", "http://a/x", ""), ("application/x-msdownload", "http://a/x", ""),
     ("application/octet-stream", "http://a/setup.EXE?v=1", ""), ("", "http://a/i.iso", ""),
     ("application/octet-stream", "http://a/get", 'attachment; filename="setup.msi"'),
     ("application/vnd.oasis.opendocument.text; x=y", "http://a/x", "")],
)  # fmt: skip
def test_what_no_page_needs_is_told(kind: str, url: str, disposition: str) -> None:
    """Installers, archives, documents; the line names what it is."""
    assert "no page needs" in str(useless(kind, url, disposition))


@pytest.mark.parametrize(
    "kind",
    ["text/css", "image/svg+xml", "font/woff2", "application/font-woff", "application/x-font-ttf",
     "application/vnd.ms-fontobject", "application/javascript; charset=utf-8", "application/json",
     "application/ld+json", "application/manifest+json", "application/octet-stream", "",
     "video/mp4", "application/wasm", "application/xhtml+xml", "Text/HTML"],
)  # fmt: skip
def test_what_pages_need_is_wanted(kind: str) -> None:
    """Of a type that says nothing the name decides, and fonts come so."""
    assert useless(kind, "http://a/font.woff2") is None


def test_large_and_useless_requisites_are_stopped_and_kept_in_part(tmp_path: Path) -> None:
    """By their length, by what comes without one, and by type; each record says why."""
    film = Case(
        (b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 9000000\r\n\r\n"
         + b"x" * 1000, 1.0, b"x" * 8_000_000)
    )  # fmt: skip
    endless = Case((b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", *[b"x" * 65_536] * 40))
    home = answer(_home("film.mp4", "endless.png", "setup", "small.png"))
    cases = {
        "robots.txt": NO_RULES, "home": home, "film.mp4": film, "endless.png": endless,
        "setup": answer(b"PK" * 100_000, "application/zip"), "small.png": answer(b"p", "image/png"),
    }  # fmt: skip
    with Ugly(cases) as site:
        source(tmp_path, site, "s", "requisite_mb = 0.5")
        ran = crawl(tmp_path, "--json")
        assert ran.code == 0, ran
        assert told(ran)["counts"]["requisites"] == 4
        with Archive.open(tmp_path / "greffe.db") as archive:
            got = {}
            for name in ("film.mp4", "endless.png", "setup", "small.png"):
                (capture,) = archive.captures(site.url(name))
                response = archive.records(capture)[0]
                sent = site.log[f"/{name}"][0].sent
                assert sent.startswith(response.block)
                got[name] = (capture.outcome, response.field("WARC-Truncated"), capture.evidence)
                assert len(response.block) < 1_000_000  # the limit and what is read at a time
        kept = "stopped, only what had come is kept"
        limit = "the 500000 bytes that a requisite may have (requisite_mb)"
        assert got["film.mp4"] == ("partial", "length", f"9000000 bytes, over {limit}: {kept}")
        assert got["endless.png"] == ("partial", "length", f"it went on over {limit}: {kept}")
        assert got["setup"][2] == f"no page needs application/zip to look right: {kept}"
        assert got["small.png"] == ("ok", None, None)
        shown = greffe(tmp_path, "show", site.url("home"), "--requisites", "--json")
    assert shown.code == 4
    missing = {one["needs"].rpartition("/")[2]: one["missing"] for one in shown.objects}
    assert missing["small.png"] is None
    assert "requisite_mb" in missing["film.mp4"]


def test_two_sources_ask_a_shared_host_once(tmp_path: Path) -> None:
    """In one run, side by side, and in the next."""
    shared = {"robots.txt": NO_RULES, "p.png": Case((0.2, *answer(b"p", "image/png").steps))}
    with Ugly(shared) as cdn:
        home = answer(_home(cdn.url("p.png")))
        one, two = (Ugly({"robots.txt": NO_RULES, "home": home}) for _ in range(2))
        with one, two:
            source(tmp_path, one, "one", 'revisit = "0s"')
            source(tmp_path, two, "two", 'revisit = "0s"')
            assert crawl(tmp_path).code == 0
            assert crawl(tmp_path).code == 0
        assert asked(cdn).count("/p.png") == 1
        uses = greffe(tmp_path, "show", cdn.url("p.png"), "--requisites", "--json").objects
    assert {use["by"] for use in uses} == {one.url("home"), two.url("home")}


def test_needs_are_followed_through_style_sheets_and_redirects(archive: Archive) -> None:
    """Each with what names it, and why it is missing, if it is."""
    sheet = '<link rel="stylesheet" href="/a.css"><link rel="icon" href="/moved.ico">'
    home, _ = archive.add(exchange("http://a.example/", page("Home", *LONG, head=sheet)))
    archive.add(exchange("http://a.example/a.css", b'@import "b.css";', fields=CSS))
    archive.add(exchange("http://a.example/b.css", b"p{background:url(c.png)}", fields=CSS))
    moved = {"status": "302 Found", "fields": "Location: /new.ico\r\n"}
    archive.add(exchange("http://a.example/moved.ico", **moved))  # type: ignore[arg-type]
    archive.add(exchange("http://a.example/new.ico", b"", status="404 Not Found"))
    needs = requisites.needs(archive.connection, home)
    told = {n.url.rpartition("/")[2]: (n.via.rpartition("/")[2], n.reason) for n in needs}
    assert told == {
        "a.css": ("", None), "moved.ico": ("", None), "b.css": ("a.css", None),
        "new.ico": ("moved.ico", "absent (404)"),
        "c.png": ("b.css", "never asked for: no source that keeps requisites has found it"),
    }  # fmt: skip
    again, _ = archive.add(exchange("http://a.example/", page("Home", *LONG, head=sheet), hours=1))
    assert again.revisit_of == home.id
    assert requisites.needs(archive.connection, again) == needs


def test_a_page_that_needs_nothing_says_so(tmp_path: Path) -> None:
    """With the code for nothing found."""
    with Archive.open(tmp_path / "greffe.db") as archive:
        archive.add(exchange("http://a.example/", page("Home", *LONG)))
    ran = greffe(tmp_path, "show", "http://a.example/", "--requisites")
    assert ran.code == 3
    assert "nothing in the archive needs it" in ran.err
    ran = greffe(tmp_path, "show", "a.example/", "--requisites", "--json")
    assert ran.objects == []
