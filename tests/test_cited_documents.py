"""Documents that pages cite: taken wherever they lie, told by what they are, tied to the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.clean.files import is_document, is_document_type, names_document
from archive.observation import observed
from archive.store import documents
from archive.store.frontier import Entry
from crawler.sources.source import Scope, Source
from crawler.spiders.discovery import discovered
from crawler.spiders.documents import MISSES, PAPER, TRIED
from tests.documents import Drawn, pdf_of
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.servers.room import serving
from tests.servers.ugly import Case, Ugly
from tests.visits import NO_RULES, answer, asked, crawl, source, told

PDF = pdf_of([[Drawn(72, 700, "The committee visited four prisons in the autumn.", 12)]])
SITE = "https://www.council.example/en/news/a"


def _citing(*links: str) -> bytes:
    """An article that cites in its text."""
    anchors = " ".join(f'<a href="{url}">{words}</a>' for url, _, words in
                       (link.partition(" ") for link in links))  # fmt: skip
    return page("The visit", *LONG, f"The committee published what it had found. {anchors}")


def _found(*links: str, **values: object) -> dict[str, int]:
    site = Source("s", "S", ("https://www.council.example/en/",),
                  Scope(("example,council)/en/",)), **values)  # type: ignore[arg-type] # fmt: skip
    said = observed(exchange(SITE, _citing(*links)))
    entries = discovered(site, Entry(SITE, "page", depth=1), said)
    return {entry.url: entry.priority for entry in entries if entry.kind == "document"}


@pytest.mark.parametrize(
    ("link", "priority"),
    [
        ("https://cdn.example.net/files/report.PDF", PAPER),
        ("https://far.example.net/get?file=annex.docx&v=2", PAPER),
        ("https://far.example.net/r/12 The report (PDF, 1.2 MB)", PAPER),
        ("https://rm.far.example.net/1680afae67", TRIED),
        ("https://far.example.net/cm?i=0900001680ac627a", TRIED),
        ("https://far.example.net/node/7/download", TRIED),
        ("https://rm.council.example/report-on-prisons/16809", TRIED),
        ("https://www.council.example/documents/d/council/report", TRIED),
    ],
)
def test_links_that_may_lead_to_documents_are_taken_up(link: str, priority: int) -> None:
    """By the name of a file, by words, by an identifier, by the publisher's domain."""
    assert _found(link) == {link.partition(" ")[0]: priority}


@pytest.mark.parametrize(
    "link",
    ["https://paper.example.net/2025/10/an-article", "https://rm.council.example/",
     "https://www.council.example/fr/actualites", "https://social.example.net/status/1843920112",
     "mailto:press@council.example"],
)  # fmt: skip
def test_other_pages_are_not_tried(link: str) -> None:
    """A page of another site, a home page, the same host outside the scope."""
    assert _found(link) == {}


def test_a_source_that_wants_no_documents_takes_none() -> None:
    """Nor what its own patterns exclude."""
    link = "https://rm.far.example.net/private/report.pdf"
    assert _found(link, documents=False) == {}
    site = Scope(("example,council)/",), (re.compile("/private/"),))
    said = observed(exchange(SITE, _citing(link)))
    found = discovered(Source("s", "S", (SITE,), site), Entry(SITE), said)
    assert all(entry.kind != "document" for entry in found)


@pytest.mark.parametrize(
    ("opening", "kind", "name", "is_one"),
    [
        (b"%PDF-1.7\n", "application/octet-stream", "", True),
        (b"\xef\xbb\xbf%PDF-1.4", "", "", True),
        (b"<!doctype html>", "application/pdf; charset=x", "", True),
        (b"PK\x03\x04....[Content_Types].xml", "application/octet-stream", "", True),
        (b"PK\x03\x04....setup.exe", "application/zip", "a.zip", False),
        (b"\xd0\xcf\x11\xe0rest", "application/octet-stream", "http://a/x.doc", True),
        (b"\xd0\xcf\x11\xe0rest", "application/octet-stream", "http://a/x.msi", False),
        (b"<html>", "text/html", "http://a/report.pdf", False),
        (b"\x89PNG", "image/png", "", False),
    ],
)
def test_a_document_is_told_by_type_and_first_bytes(
    opening: bytes, kind: str, name: str, *, is_one: bool
) -> None:
    """Not by its address: a page may be called anything."""
    assert is_document(opening, kind, name) is is_one


@given(st.binary(max_size=64), st.text(max_size=20), st.text(max_size=40))
def test_anything_can_be_asked_about(opening: bytes, kind: str, url: str) -> None:
    """What a server says is anything at all, and what is a document by type is one."""
    assert is_document(opening, kind, url) >= is_document_type(kind)
    assert names_document(url) in (True, False)


def test_documents_elsewhere_are_kept_and_pages_are_not(tmp_path: Path) -> None:
    """An id without an extension, a type that says nothing, a short link; what is gone is told."""
    page_elsewhere = Case((b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
                            b"<!doctype html>" + b"x" * 4000, 2.0, b"late"))  # fmt: skip
    cases = {
        "robots.txt": NO_RULES,
        "1680afae67": answer(PDF, "application/pdf"),
        "1680afae68": answer(PDF, "application/octet-stream"),
        "download": answer(status="302 Found", fields="Location: /1680afae67\r\n"),
        "gone.pdf": answer(b"<h1>Not here</h1>", status="404 Not Found"),
        "page": page_elsewhere,
    }
    with Ugly(cases) as store:
        places = ["1680afae67", "1680afae68", "go/download", "gone.pdf", "download/page"]
        home = answer(_citing(*(f"{store.url(place)} word" for place in places)))
        with Ugly({"robots.txt": NO_RULES, "home": home}) as site:
            source(tmp_path, site)
            ran = crawl(tmp_path, "--json")
            shown = greffe(tmp_path, "show", site.url("home"))
            backward = greffe(tmp_path, "show", store.url("1680afae67"), "--json")
            why = greffe(tmp_path, "crawl", "--why", store.url("download/page"))
    assert ran.code == 0, ran
    counts = told(ran)["counts"]
    assert (counts["documents"], counts["passed_over"]) == (2, 1)
    with Archive.open(tmp_path / "greffe.db") as archive:
        outcomes = {
            place: [c.outcome for c in archive.captures(store.url(place))] for place in places
        }
    assert outcomes == {"1680afae67": ["ok"], "1680afae68": ["ok"], "go/download": ["redirect"],
                        "gone.pdf": ["absent"], "download/page": []}  # fmt: skip
    assert f"documents  {store.url('1680afae67')} (word): {len(PDF):,} bytes" in shown.out
    assert f"{store.url('gone.pdf')} (word): missing, absent (404)" in shown.out
    assert backward.objects[0]["cited_by"] == [site.url("home")]
    assert "no document: text/html; not kept" in why.out


def test_a_host_without_documents_is_soon_left_alone(tmp_path: Path) -> None:
    """Some tries tell; links that name a file are asked for all the same."""
    names = [f"download/{n}" for n in range(16 * MISSES)]
    no = answer(b"<!doctype html><p>no" + b"." * 600)
    cases = {name.rpartition("/")[2]: no for name in names}
    cases |= {"robots.txt": NO_RULES, "a.pdf": answer(PDF, "application/pdf")}
    with Ugly(cases) as store:
        links = [f"{store.url(name)} word" for name in (*names, "a.pdf")]
        with Ugly({"robots.txt": NO_RULES, "home": answer(_citing(*links[:-1]))}) as site:
            source(tmp_path, site)
            assert crawl(tmp_path).code == 0
            assert MISSES <= len([path for path in asked(store) if "download" in path]) < len(names)
        with Ugly({"robots.txt": NO_RULES, "home": answer(_citing(links[-1]))}) as site:
            source(tmp_path, site, "other")
            assert crawl(tmp_path, "other").code == 0
    assert asked(store).count("/a.pdf") == 1


def test_a_document_over_the_limit_is_kept_in_part(tmp_path: Path) -> None:
    """By its length, or by what comes of it; the line says which setting decides."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n"
    cases = {
        "robots.txt": NO_RULES,
        "long.pdf": Case((head + b"Content-Length: 9000000\r\n\r\n" + PDF, 1.0, b"x" * 9_000_000)),
        "endless.pdf": Case((head + b"\r\n" + PDF, *[b"x" * 65_536] * 40)),
    }
    with Ugly(cases) as store:
        home = answer(_citing(f"{store.url('long.pdf')} one", f"{store.url('endless.pdf')} two"))
        with Ugly({"robots.txt": NO_RULES, "home": home}) as site:
            source(tmp_path, site, "s", "document_mb = 0.5")
            ran = crawl(tmp_path, "--json")
    assert ran.code == 0, ran
    with Archive.open(tmp_path / "greffe.db") as archive:
        for name in ("long.pdf", "endless.pdf"):
            (capture,) = archive.captures(store.url(name))
            assert (capture.outcome, capture.size < 1_500_000) == ("partial", True)
            assert "document_mb" in str(capture.evidence)


def test_a_page_and_its_documents_are_tied(archive: Archive) -> None:
    """Those in the text first, with their words; each document names its pages."""
    pdf = "Content-Type: application/octet-stream\r\n"
    beside = page("A", *LONG).replace(b"</body>", b'<a href="/annex.pdf">Annex</a></body>')
    home, _ = archive.add(exchange("http://a.example/", _citing("/go The_report")))
    archive.add(exchange("http://a.example/go", status="302 Found",
                         fields="Location: http://rm.example/1680afae67\r\n"))  # fmt: skip
    target, _ = archive.add(exchange("http://rm.example/1680afae67", PDF, fields=pdf,
                                     how="redirect", via="http://a.example/go"))  # fmt: skip
    other, _ = archive.add(exchange("http://a.example/b", beside))
    run = archive.connection
    (one,) = documents.cited(run, home, archive.facts_of(home).references)
    assert (one.words, one.is_in_text, one.capture) == ("The_report", True, target)
    (missing,) = documents.cited(run, other, archive.facts_of(other).references)
    assert (missing.url, missing.reason) == ("http://a.example/annex.pdf", "never asked for")
    assert [c.url for c in documents.citing(run, target.url)] == ["http://a.example/"]
    with serving(archive.path) as room:
        assert "It cites 1 document" in room.get("/page/http://a.example/").text
        back = room.get("/page/http://rm.example/1680afae67").text
    assert "Cited by 1 page" in back
    assert 'href="/page/http://a.example/"' in back
