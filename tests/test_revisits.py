"""Captures that repeat others: across pages, spellings, methods and damage."""

from __future__ import annotations

import pytest

from archive import Archive
from archive.store.captures import Capture
from tests.exchanges import LONG, exchange, page

ONE, TWO = "http://news.example/one", "http://news.example/two"
BODY = page("Title", *LONG, '<a href="next">next</a>')


def _fields(tag: str, modified: int = 5) -> str:
    return (
        f'Content-Type: text/html\r\nETag: "{tag}"\r\n'
        f"Last-Modified: Sun, {modified:02} Oct 2025 10:00:00 GMT\r\n"
    )


def _not_modified(archive: Archive, url: str, hours: float, fields: str = "") -> Capture:
    said = exchange(url, b"", status="304 Not Modified", fields=fields, hours=hours)
    return archive.add(said)[0]


def _damage(archive: Archive, capture: Capture) -> None:
    sql = "UPDATE frame SET data = zeroblob(length(data)) WHERE id = ?"
    archive.connection.execute(sql, (capture.frame_id,))


def test_a_payload_first_seen_elsewhere_is_read_for_its_own_page(archive: Archive) -> None:
    """Text, version and links are the page's own, though another holds the bytes."""
    first, _ = archive.add(exchange(ONE, BODY))
    second, _ = archive.add(exchange(TWO, BODY, hours=1))
    assert second.revisit_of == first.id
    version = archive.version_of(second)
    assert version is not None
    assert version.url == TWO
    sql = "SELECT count(*) FROM link WHERE capture_id = ?"
    assert archive.connection.execute(sql, (second.id,)).fetchone() == (1,)


def test_a_304_keeps_the_text_of_its_own_page(archive: Archive) -> None:
    """Also where the payload it confirms is held by a capture of another page."""
    first, _ = archive.add(exchange(ONE, BODY))
    second, _ = archive.add(exchange(TWO, BODY, hours=1))
    third = _not_modified(archive, TWO, 2)
    assert third.revisit_of == first.id
    assert archive.version_of(third) == archive.version_of(second)
    assert archive.change_of(third) == "unchanged"


def test_validators_are_those_of_the_page_itself(archive: Archive) -> None:
    """Not those of the capture elsewhere, or before, that holds the payload."""
    archive.add(exchange(ONE, BODY, fields=_fields("one", 1)))
    archive.add(exchange(TWO, BODY, fields=_fields("two", 2), hours=1))
    assert archive.validators(TWO)["If-None-Match"] == '"two"'
    archive.add(exchange(TWO, BODY, fields=_fields("two again", 3), hours=2))
    assert archive.validators(TWO) == {
        "If-None-Match": '"two again"',
        "If-Modified-Since": "Sun, 03 Oct 2025 10:00:00 GMT",
    }


def test_a_304_may_bring_a_new_validator(archive: Archive) -> None:
    """What it leaves out holds on (RFC 9111, 3.2)."""
    archive.add(exchange(ONE, BODY, fields=_fields("old", 1)))
    _not_modified(archive, ONE, 1, 'ETag: "new"\r\n')
    assert archive.validators(ONE) == {
        "If-None-Match": '"new"',
        "If-Modified-Since": "Sun, 01 Oct 2025 10:00:00 GMT",
    }


def test_validators_are_not_sent_to_another_spelling(archive: Archive) -> None:
    """``/One`` may be another page to its server, and its 304 then mean something else."""
    archive.add(exchange(ONE, BODY, fields=_fields("one")))
    assert archive.validators("http://news.example/One") == {}
    twin, _ = archive.add(
        exchange("http://news.example/One", page("Twin", *LONG), fields=_fields("t"), hours=1)
    )
    assert archive.validators(ONE)["If-None-Match"] == '"one"'
    assert _not_modified(archive, ONE, 2).revisit_of == twin.id - 1


def test_an_orphan_304_is_nothing_to_refer_to(archive: Archive) -> None:
    """Neither for the next 304 nor in place of the whole answer before it."""
    orphan = _not_modified(archive, ONE, 0)
    second = _not_modified(archive, ONE, 1)
    assert (orphan.revisit_of, second.revisit_of) == (None, None)
    memento = archive.memento(second)
    assert memento is not None
    assert memento.fault
    assert archive.validators(ONE) == {}


def test_a_payload_whose_copy_is_damaged_is_kept_anew(archive: Archive) -> None:
    """It must not become a revisit of bytes that can no longer be read."""
    first, _ = archive.add(exchange(ONE, BODY, fields=_fields("one")))
    _damage(archive, first)
    assert archive.validators(ONE) == {}
    second, _ = archive.add(exchange(ONE, BODY, hours=1))
    third, _ = archive.add(exchange(ONE, BODY, hours=2))
    assert (second.revisit_of, third.revisit_of) == (None, second.id)
    memento = archive.memento(third)
    assert memento is not None
    assert memento.entity == BODY


@pytest.mark.parametrize("method", ["HEAD", "POST"])
def test_only_what_a_get_was_answered_is_what_a_page_shows(archive: Archive, method: str) -> None:
    """Other methods are kept, but neither replayed, read, nor asked about."""
    first, _ = archive.add(exchange(ONE, BODY, fields=_fields("one")))
    body = b"" if method == "HEAD" else page("Posted", *LONG)
    request = f"{method} /one HTTP/1.1\r\nHost: news.example\r\n\r\n".encode()
    other, observation = archive.add(
        exchange(ONE, body, request=request, hours=1, fields=_fields("no"))
    )
    assert other.method == method
    assert observation.article is None
    assert archive.capture(ONE) == first
    assert archive.validators(ONE)["If-None-Match"] == '"one"'
    assert [version.title for version in archive.versions(ONE)] == ["Title"]
    same, _ = archive.add(exchange(ONE, BODY, request=request, hours=2))
    assert archive.version_of(same) is None


def test_a_version_is_first_seen_in_its_earliest_capture(archive: Archive) -> None:
    """Whenever that capture came into the archive, as itself or as a revisit."""
    late, _ = archive.add(exchange(ONE, BODY, hours=9))
    archive.add(exchange(ONE, page("Other", *LONG[1:]), hours=8))
    same, _ = archive.add(exchange(ONE, BODY, hours=2))
    assert same.revisit_of == late.id
    earlier = BODY.replace(b"<head>", b'<head><meta name="x" content="y">')
    first, _ = archive.add(exchange(ONE, earlier, hours=1))
    versions = archive.versions(ONE)
    assert [version.title for version in versions] == ["Title", "Other"]
    assert versions[0].first_seen == first.time
