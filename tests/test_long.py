"""Records that are not held in memory: framed, compared, looked at and digested piece by piece."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Exchange, http
from archive.content import HELD, OPENING, Long, are_alike
from archive.errors import TooLong
from archive.formats.framing import Framed, Skip, framed
from archive.formats.pieces import pieces
from archive.observation import observed
from archive.store.records import made
from tests.warcs import PAGE, record, response

URL = "http://site.example/a"
BODY = random.Random(3).randbytes(HELD + 300_000)


def cut(data: bytes, *sizes: int) -> Iterator[bytes]:
    """``data`` in pieces."""
    at = 0
    for size in sizes:
        yield data[at : at + size]
        at += size
    yield data[at:]


def long(data: bytes, piece: int = 100_000) -> Long:
    """Content that is given in pieces."""
    return Long(len(data), lambda: cut(data, *[piece] * (len(data) // piece)))


# Bytes in pieces


@given(one=st.binary(max_size=60), sizes=st.lists(st.integers(0, 20)), other=st.binary(max_size=3))
def test_contents_are_compared_however_they_are_cut(
    one: bytes, sizes: list[int], other: bytes
) -> None:
    """Alike are the same bytes, and only those."""
    assert are_alike(cut(one, *sizes), iter((one,)))
    assert are_alike(cut(one, *sizes), iter((one, other))) == (other == b"")
    assert are_alike(iter((one + other,)), cut(one, *sizes)) == (other == b"")


@given(data=st.binary(max_size=60), start=st.integers(0, 80), sizes=st.lists(st.integers(0, 20)))
def test_the_rest_of_a_content(data: bytes, start: int, sizes: list[int]) -> None:
    """Without its first bytes, and as long as it says."""
    rest = Long(len(data), lambda: cut(data, *sizes)).after(start)
    assert b"".join(rest.read()) == data[start:]
    assert rest.size == len(data[start:])


CHUNKS = st.lists(
    st.one_of(
        st.binary(max_size=20).map(lambda data: b"%x\r\n%b\r\n" % (len(data), data)),
        st.sampled_from([b"0\r\n\r\n", b"\n", b"5;a=b\nhello\n", b"zz\r\n", b"ff\r\nshort"]),
        st.binary(max_size=5),
    ),
    max_size=6,
).map(b"".join)


@given(body=CHUNKS, sizes=st.lists(st.integers(0, 7), max_size=30))
def test_a_chunked_body_is_read_the_same_wherever_it_is_cut(body: bytes, sizes: list[int]) -> None:
    """Whole, broken, or not chunked at all."""
    assert b"".join(http.dechunked_pieces(cut(body, *sizes))) == http.dechunked(body)


def test_a_line_that_never_ends_is_no_chunk_size() -> None:
    """It is not gathered in memory."""
    body = b"a" * 200_000
    assert b"".join(http.dechunked_pieces(cut(body, *[1000] * 200))) == body


# Framing


def items(data: bytes) -> list[Framed | Skip]:
    """What a file of these bytes holds."""
    return list(framed(pieces(lambda: io.BytesIO(data)), len(data)))


def content(item: Framed | Skip) -> bytes:
    """The whole content of a record, which must be a long one."""
    assert isinstance(item, Framed)
    assert item.long is not None
    assert item.block == b"".join(item.long.read())[:OPENING]
    return b"".join(item.long.read())


@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_long_record_is_framed_between_others(packed: type[bytes]) -> None:
    """Its content is there as often as it is asked for."""
    small, big = record("response", 1, response()), record("response", 2, response(BODY))
    for data in (
        packed(small.raw) + packed(big.raw) + packed(small.raw),
        packed(small.raw + big.raw + small.raw),
    ):
        first, second, third = items(data)
        assert content(second) == content(second) == big.block
        assert isinstance(first, Framed)
        assert isinstance(third, Framed)
        assert first.block == third.block == small.block


@pytest.mark.parametrize("wrong", [len(BODY) * 3, HELD + 1, HELD * 2 + len(BODY)])
def test_a_long_record_with_a_wrong_length_swallows_no_other(wrong: int) -> None:
    """What stands before the next record is given, with what is wrong."""
    small, big = record("response", 1, response()), record("response", 2, response(BODY))
    right = f"Content-Length: {len(big.block)}\r\n\r\nHTTP".encode()
    bad = big.raw.replace(right, f"Content-Length: {wrong}\r\n\r\nHTTP".encode())
    found = items(bad + small.raw * 2)
    taken = [item for item in found if isinstance(item, Framed)]
    assert [item.block for item in taken[1:]] == [small.block] * 2
    assert content(taken[0]) == big.block[:wrong]
    assert taken[0].lack or isinstance(found[1], Skip)


def test_what_there_is_of_a_cut_long_record_is_given() -> None:
    """With how much of it that is."""
    big = record("response", 2, response(BODY))
    (item,) = items(big.raw[:-100_000])
    assert isinstance(item, Framed)
    assert content(item) == big.block[: -100_000 + 4]
    assert "the file ends" in (item.lack or "")


def test_a_record_is_made_of_a_long_content() -> None:
    """Its length and digest are those of all of it."""
    made_ = made("resource", [], "image/png", BODY[:OPENING], "urn:x", long(BODY))
    assert made_.field("Content-Length") == str(len(BODY))
    assert made_.field("WARC-Block-Digest") == f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    assert (made_.size, b"".join(made_.content())) == (len(BODY), BODY)


# Looking at it


def exchange(raw: bytes, **more: str) -> Exchange:
    """An exchange whose answer is not held in memory."""
    began = datetime(2025, 10, 5, tzinfo=UTC)
    return Exchange(URL, began, b"GET /a HTTP/1.1\r\n\r\n", raw[:500], long=long(raw, 333), **more)  # type: ignore[arg-type]


def test_a_long_answer_is_read_as_a_short_one_is() -> None:
    """As long as it can be had in one piece: text, links, digest."""
    raw = response(PAGE)
    one, other = observed(exchange(raw)), observed(Exchange(URL, exchange(raw).began, b"", raw))
    assert (one.digest, one.size, one.article, one.links) == (
        other.digest, other.size, other.article, other.links,
    )  # fmt: skip


@pytest.mark.parametrize("is_chunked", [True, False])
def test_an_answer_too_long_for_its_text_says_so(
    monkeypatch: pytest.MonkeyPatch, is_chunked: bool
) -> None:
    """Outcome, status, digest and size are there."""
    monkeypatch.setattr(http, "MAX_HELD", 300)
    raw = response(PAGE)
    if is_chunked:
        framing = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
        raw = response(b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), framing)
    seen = observed(exchange(raw))
    assert (seen.outcome, seen.status, seen.media_type) == ("ok", 200, "text/html")
    assert (seen.digest, seen.size) == (hashlib.sha256(PAGE).digest(), len(PAGE))
    assert seen.article is not None
    assert "too long to be read for its text" in seen.article.note
    assert seen.unread == seen.article.note
    with pytest.raises(TooLong):
        _ = seen.payload


@pytest.mark.parametrize(
    ("fields", "status", "outcome"),
    [
        ("Content-Type: video/mp4\r\n", b"200 OK", "ok"),
        ("Content-Type: text/html\r\n", b"404 Not Found", "absent"),
        ("Content-Type: text/html\r\n", b"500 Oh", "error"),
        ("Content-Type: text/html\r\nContent-Range: bytes 0-9/99\r\n", b"206 Part", "partial"),
    ],
)
def test_a_long_answer_without_text_is_not_called_unread(
    monkeypatch: pytest.MonkeyPatch, fields: str, status: bytes, outcome: str
) -> None:
    """Films, errors and parts have no text to miss."""
    monkeypatch.setattr(http, "MAX_HELD", 300)
    raw = response(PAGE, fields).replace(b"200 OK", status, 1)
    seen = observed(exchange(raw))
    assert (seen.outcome, seen.article, seen.unread) == (outcome, None, None)


def test_the_opening_of_a_body_is_never_taken_for_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for what is not held is told."""
    message = http.split(response(PAGE)[:400], long(response(PAGE)))
    assert message.entity == PAGE
    monkeypatch.setattr(http, "MAX_HELD", 300)
    message = http.split(response(PAGE)[:400], long(response(PAGE)))
    with pytest.raises(TooLong):
        _ = message.entity
    assert b"".join(message.entity_pieces()) == PAGE
