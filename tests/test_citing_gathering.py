"""Citations out of an archive: what is known of a capture."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive import Archive
from archive.citing.citation import Citation, Day
from archive.citing.gathering import Missed, Quoted, citation, of_quoted, quoted
from archive.citing.persons import Name
from archive.citing.selectors import Quote
from archive.errors import NotFound
from archive.health.plan import Plan, packed, unpacked
from archive.notice import Notice
from archive.serving.base import Base
from archive.store import conditions
from tests.cited_site import GONE, STORY, fill
from tests.documents import column, pdf_of
from tests.exchanges import LONG, exchange, page

BASE = Base("https://archive.example.org")


def _cited(archive: Archive, url: str) -> Citation:
    capture = archive.capture(url)
    assert capture is not None
    return citation(archive, capture, archive.version_of(capture), BASE)


def _quoted(archive: Archive, url: str, words: str, at: datetime | None = None) -> Quoted:
    found = quoted(archive, url, at, Quote(words))
    assert isinstance(found, Quoted)
    return found


def test_what_a_page_says_of_itself_is_cited(archive: Archive) -> None:
    """With the capture that shows it."""
    fill(archive)
    cited = _cited(archive, STORY)
    assert (cited.title, cited.site, cited.language) == ("Prisons: A & B", "The Gazette", "en")
    assert cited.authors == (Name("Leyen", "Ursula", "von der"), Name("Lee", "Ann"))
    assert (cited.published, cited.presence, cited.url) == (Day(2025, 3, 14), "live", STORY)
    assert cited.archive_url == f"{BASE.url}/page/20251008000000/{STORY}"
    assert cited.is_public
    capture = archive.capture(STORY)
    assert capture is not None
    assert capture.digest is not None
    assert cited.sha256 == capture.digest.hex()


def test_a_page_that_is_gone_is_cited_as_such(archive: Archive) -> None:
    """By its checks, whatever the capture shows."""
    fill(archive)
    assert _cited(archive, GONE).presence == "dead"


def test_the_publisher_is_that_of_the_source(archive: Archive) -> None:
    """As its file says, from the next crawl on; named once where the site has the same name."""
    archive.add(exchange("http://a.example/x", page("One", *LONG)), source="gazette")
    assert _cited(archive, "http://a.example/x").site == "a.example"
    (number,) = archive.connection.execute("SELECT id FROM source").fetchone()
    plan = Plan(publisher="Gazette Media")
    assert unpacked(packed(plan)) == plan
    with archive.transaction():
        conditions.keep_plan(archive.connection, number, packed(plan))
    cited = _cited(archive, "http://a.example/x")
    assert (cited.site, cited.publisher) == ("Gazette Media", "")
    head = '<meta property="og:site_name" content="The Gazette">'
    archive.add(exchange("http://a.example/y", page("Two", *LONG, head=head)), source="gazette")
    cited = _cited(archive, "http://a.example/y")
    assert (cited.site, cited.publisher) == ("The Gazette", "Gazette Media")


def test_an_author_that_is_the_site_is_no_person(archive: Archive) -> None:
    """Its name is not turned."""
    head = (
        '<meta property="og:site_name" content="Example Today">'
        '<meta name="author" content="Example Today">'
    )
    archive.add(exchange("http://a.example/x", page("One", *LONG, head=head)))
    assert all(name.literal for name in _cited(archive, "http://a.example/x").authors)


def test_what_a_catalogue_says_is_cited(archive: Archive) -> None:
    """The number of the application; the address that people know the judgment by."""
    base = "https://hudoc.echr.coe.int"
    notice = Notice(f"{base}/eng?i=001-1", columns=(
        ("docname", "CASE OF A v. B"), ("appno", "1/02;3/04"), ("kpdate", "2008-11-27T00:00:00"),
        ("itemid", "001-1"), ("languageisocode", "ENG"),
    ))  # fmt: skip
    body = "".join(f"<p>{text}</p>" for text in LONG).encode()
    url = f"{base}/app/conversion/docx/html/body?library=ECHR&id=001-1"
    archive.add(exchange(url, body, notice=notice))
    cited = _cited(archive, url)
    assert cited.number == "App nos 1/02, 3/04"
    assert cited.url == f"{base}/eng?i=001-1"
    assert cited.published == Day(2008, 11, 27)


def test_words_of_a_document_have_their_page(archive: Archive) -> None:
    """From 1, as it is printed in a citation."""
    texts = (LONG[0], LONG[1], LONG[2])
    body = pdf_of([column(text, 72, 720, 50) for text in texts])
    url = "http://a.example/report.pdf"
    archive.add(exchange(url, body, fields="Content-Type: application/pdf\r\n"))
    one = _quoted(archive, url, "cells of the old wing were still far too small")
    cited = of_quoted(archive, one, BASE)
    assert (cited.page, cited.kind) == (2, "document")
    assert "#:~:text=" in cited.archive_url


def test_without_a_time_the_latest_capture_with_the_words_is_meant(archive: Archive) -> None:
    """With one that of that time, whether it has them or not."""
    fill(archive)
    one = _quoted(archive, STORY, "old wing were far too small")
    assert f"{one.capture.time:%d}" == "05"
    one = _quoted(archive, STORY, "Nobody said why")
    assert f"{one.capture.time:%d}" == "08"
    at = datetime(2025, 10, 6, 18, 0, 0, tzinfo=UTC)
    assert f"{_quoted(archive, STORY, 'Nobody said why', at).capture.time:%d}" == "06"
    missed = quoted(archive, STORY, at, Quote("old wing were far too small"))
    assert isinstance(missed, Missed)
    assert [f"{time:%d}" for time in missed.held] == ["05"]


def test_a_page_without_a_text_cannot_be_quoted(archive: Archive) -> None:
    """It can be cited."""
    archive.add(
        exchange("http://a.example/dot.png", b"\x89PNG", fields="Content-Type: image/png\r\n")
    )
    with pytest.raises(NotFound, match="nothing to quote from"):
        quoted(archive, "http://a.example/dot.png", None, Quote("x"))
    assert _cited(archive, "http://a.example/dot.png").title == ""
