"""Mementos as HTTP answers."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, http
from archive.memento import Memento
from archive.replay.raw import for_download, for_worker, raw
from archive.store.captures import Capture
from archive.urls import urlkey
from tests.exchanges import DAY_ONE, exchange

URL = "http://news.example/a"


def _memento(archive: Archive, body: bytes = b"x", **more: str) -> Memento:
    capture, _ = archive.add(exchange(URL, body, **more))  # type: ignore[arg-type]
    memento = archive.memento(capture)
    assert memento is not None
    return memento


def test_fields_that_would_act_on_our_origin_are_dropped(archive: Archive) -> None:
    """Cookies, policies and refreshes of saved pages are not repeated."""
    fields = (
        "Content-Type: text/html\r\nSet-Cookie: a=b\r\nContent-Security-Policy: default-src *\r\n"
        "Clear-Site-Data: *\r\nRefresh: 0;url=http://live.example\r\nX-Frame-Options: DENY\r\n"
        "Service-Worker-Allowed: /\r\nLast-Modified: Sun, 05 Oct 2025 12:00:00 GMT\r\n"
    )
    answer = raw(_memento(archive, fields=fields))
    names = {name.lower() for name, _ in answer.fields}
    assert names == {
        "content-type", "last-modified", "memento-datetime", "x-orig-ts", "link", "cache-control",
        "x-content-type-options", "cross-origin-resource-policy", "content-security-policy",
        "content-length",
    }  # fmt: skip
    assert answer.field("content-security-policy") == "sandbox; default-src 'none'"


def test_an_answer_tells_its_time_and_url(archive: Archive) -> None:
    """As RFC 7089 has it, and as the replay worker wants it."""
    answer = raw(_memento(archive))
    assert answer.field("memento-datetime") == "Sun, 05 Oct 2025 12:00:00 GMT"
    assert answer.field("x-orig-ts") == "20251005120000"
    assert answer.field("link") == f'<{URL}>; rel="original"'


def test_content_coding_is_kept_for_who_can_undo_it(archive: Archive) -> None:
    """The body is the payload as stored."""
    packed = gzip.compress(b"words", mtime=0)
    memento = _memento(archive, packed, fields="Content-Encoding: gzip\r\n")
    for accepted in (None, {"gzip"}):
        answer = raw(memento, accepted)
        assert answer.body == packed
        assert answer.field("content-encoding") == "gzip"


def test_content_coding_is_removed_for_who_cannot(archive: Archive) -> None:
    """A browser that offers no gzip gets the words."""
    memento = _memento(archive, gzip.compress(b"words"), fields="Content-Encoding: gzip\r\n")
    answer = raw(memento, {"deflate"})
    assert answer.body == b"words"
    assert answer.field("content-encoding") is None
    assert answer.field("content-length") == "5"


def test_a_body_that_is_not_coded_is_not_called_so(archive: Archive) -> None:
    """Some servers label plain bodies gzip; browsers refuse them when told so."""
    answer = raw(_memento(archive, b"plain", fields="Content-Encoding: gzip\r\n"), {"gzip"})
    assert answer.body == b"plain"
    assert answer.field("content-encoding") is None


def test_chunked_framing_is_removed(archive: Archive) -> None:
    """The body is sent whole, with its right length."""
    chunked = exchange(URL, b"5\r\nwords\r\n0\r\n\r\n", fields="Transfer-Encoding: chunked\r\n")
    capture, _ = archive.add(chunked)
    memento = archive.memento(capture)
    assert memento is not None
    answer = raw(memento)
    assert answer.body == b"words"
    assert answer.field("content-length") == "5"


def test_a_page_without_type_is_called_html(archive: Archive) -> None:
    """Browsers looked into such bodies; ours must be told."""
    answer = raw(_memento(archive, b"<!-- x --> <!DOCTYPE html><p>hi", fields=""))
    assert answer.field("content-type") == "text/html"
    assert raw(_memento(archive, b"just words", fields="")).field("content-type") is None


def test_a_redirect_is_told_to_the_worker(archive: Archive) -> None:
    """It is answered with 200, so that no fetch follows it."""
    memento = _memento(archive, status="302 Found", fields="Location: /b?c=é\r\n")
    answer = for_worker(memento)
    assert answer.status == 200
    assert answer.field("x-redirect-status") == "302"
    assert answer.field("x-redirect-statustext") == "Found"
    assert answer.field("x-orig-location") == "/b?c=%C3%A9"
    assert answer.field("location") is None


def test_a_downloaded_redirect_leads_into_the_archive(archive: Archive) -> None:
    """Nobody who asks the archive is sent to the live web."""
    memento = _memento(archive, status="302 Found", fields="Location: /b\r\n")
    answer = for_download(memento)
    assert answer.status == 302
    assert answer.field("location") == "/raw/20251005120000id_/http://news.example/b"


def test_a_download_is_a_file(archive: Archive) -> None:
    """It has a name, and no browser shows it on our origin."""
    fields = "Content-Type: text/html\r\nContent-Disposition: inline; filename=x.exe\r\n"
    answer = for_download(_memento(archive, fields=fields))
    given_ = [value for name, value in answer.fields if name.lower() == "content-disposition"]
    assert given_ == ["attachment; filename*=UTF-8''20251005120000-a.html"]


@given(
    name=st.sampled_from(["Content-Type", "Content-Disposition", "Content-Language", "Location"]),
    value=st.text(max_size=60),
    status=st.sampled_from([200, 301]),
)
def test_fields_can_always_be_sent(name: str, value: str, status: int) -> None:
    """Whatever a server sent: Latin-1, and no control characters."""
    answer = for_download(_made(name, value, status))
    told = for_worker(_made(name, value, status))
    for _, text in (*answer.fields, *told.fields):
        text.encode("latin-1")
        assert not any(ord(c) < 32 or ord(c) == 127 for c in text)


def _made(name: str, value: str, status: int) -> Memento:
    capture = Capture(
        id=1, page_id=1, url=URL, urlkey=urlkey(URL), time=DAY_ONE, method="GET", status=status,
        media_type="text/html", outcome="ok", evidence=None, digest=None, size=1, revisit_of=None,
        how="link", via=None, source=None, crawl_id=None, frame_id=1,
    )  # fmt: skip
    return Memento(capture, status, value, ((name, value),), http.Message(b"", b"x"))
