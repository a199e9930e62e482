"""The reader of HTTP/1.1 responses, apart from any network."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.head import Framing, MessageError
from crawler.fetch.message import HEAD_LIMIT, Reader
from tests.servers.ugly import Case, End
from tests.servers.ugly_cases import CASES, CHUNKED, HELLO, OK, chunks

SMALL = {
    name: case
    for name, case in CASES.items()
    if sum(len(step) for step in case.steps if isinstance(step, bytes)) < 5000
}


def sent(case: Case) -> bytes:
    """All that the server says in a case."""
    return b"".join(step for step in case.steps if isinstance(step, bytes))


def read(pieces: list[bytes], method: str = "GET", *, closed: bool = False) -> tuple[object, ...]:
    """What a reader makes of the pieces, and the body it handed out on the way."""
    reader, told, fault = Reader(method), b"", None
    try:
        for piece in pieces:
            told += reader.feed(piece)
    except MessageError as exc:
        fault = str(exc).partition(" b'")[0]  # what it quotes is what had come by then
    if closed and fault is None:
        reader.end()
    if fault is None:
        assert told == reader.body
        assert bytes(reader.interim) + reader.response + reader.surplus == b"".join(pieces)
    kept = () if fault else (bytes(reader.interim), reader.response, reader.surplus, reader.body)
    return reader.head, reader.framing, reader.complete, reader.reusable, fault, *kept


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data cut at these places."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


@given(st.sampled_from(sorted(SMALL)), st.lists(st.integers(0, 5000), max_size=30))
def test_reads_do_not_matter(name: str, places: list[int]) -> None:
    """Ugly answers read the same however they were cut into reads."""
    case = SMALL[name]
    whole = sent(case)
    closed = End.CLOSE in case.steps
    apart = read(cut(whole, places), case.method, closed=closed)
    assert apart == read([whole], case.method, closed=closed)


names = st.sampled_from([b"Content-Length", b"Transfer-Encoding", b"Connection", b"X-A", b"x a"])
values = st.sampled_from([b"5", b"0", b"chunked", b"close", b"gzip", b"-1", b"5, 6", b"", b"\xe9"])
fields = st.builds(b"%b:%b\r\n".__mod__, st.tuples(names, values))
noise = st.sampled_from(
    [b"hello", b"5\r\nhello\r\n", b"0\r\n\r\n", b"\r\n", b"\n", b" x\r\n", b"z"]
)
heads = st.sampled_from(
    [OK, b"HTTP/1.0 200 OK\n", b"HTTP/1.1 204\r\n", b"HTTP/1.1 100 C\r\n", b"\r\n"]
)
messages = st.lists(st.one_of(heads, fields, noise, st.binary(max_size=6)), max_size=14)


@given(messages, st.lists(st.integers(0, 300), max_size=20), st.booleans())
def test_any_bytes_read_the_same_in_any_pieces(
    parts: list[bytes], places: list[int], closed: bool
) -> None:
    """Whatever comes is read or refused alike in one piece or in many, and nothing is lost."""
    data = b"".join(parts)
    assert read(cut(data, places), closed=closed) == read([data], closed=closed)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.binary(max_size=5))
def test_chunked_body_is_the_sum_of_its_chunks(parts: list[bytes], extra: bytes) -> None:
    """Removing the transfer coding gives the data back, and what follows is surplus."""
    reader = Reader("GET")
    reader.feed(OK + CHUNKED + chunks(*parts) + extra)
    assert reader.complete
    assert reader.body == b"".join(parts)
    assert reader.surplus == extra


@pytest.mark.parametrize(
    ("head", "method", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "GET", (Framing.LENGTH, 3)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", "HEAD", (Framing.NONE, 0)),
        (b"HTTP/1.1 304 No\r\nContent-Length: 3\r\n\r\n", "GET", (Framing.NONE, 0)),
        (b"HTTP/1.1 204 No\r\n\r\n", "GET", (Framing.NONE, 0)),
        (b"HTTP/1.1 200 Connected\r\n\r\n", "CONNECT", (Framing.NONE, 0)),
        (b"HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\n", "CONNECT", (Framing.LENGTH, 3)),
        (OK + b"Transfer-Encoding: a, CHUNKED\r\n\r\n", "GET", (Framing.CHUNKED, None)),
        (OK + b"Transfer-Encoding: chunked, a\r\n\r\n", "GET", (Framing.CLOSE, None)),
        (b"HTTP/1.1 200 OK\r\n\r\n", "GET", (Framing.CLOSE, None)),
    ],
)  # fmt: skip
def test_framing_by_the_standard(
    head: bytes, method: str, expected: tuple[Framing, int | None]
) -> None:
    """How a body ends follows RFC 9112, 6.3."""
    reader = Reader(method)
    reader.feed(head)
    assert (reader.framing, reader.length) == expected


@pytest.mark.parametrize(
    ("message", "reusable"),
    [
        (OK + HELLO, True),
        (OK + b"Connection: Close\r\n" + HELLO, False),
        (OK + b"Connection: x, close\r\n" + HELLO, False),
        (OK + HELLO + b"!", False),
        (OK + HELLO[:-1], False),
        (OK + CHUNKED + chunks(b"a"), True),
        (OK + b"Content-Length: 1\r\n" + CHUNKED + chunks(b"a"), False),
        (b"HTTP/1.0 200 OK\r\n" + HELLO, False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + HELLO, True),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" + CHUNKED + chunks(b"a"), False),
        (b"HTTP/1.1 101 Up\r\n\r\n", False),
        (OK + b"\r\nhello", False),
    ],
)
def test_connection_is_reused_only_when_clean(message: bytes, reusable: bool) -> None:
    """A connection with doubts about where the message ended is not used again."""
    reader = Reader("GET")
    reader.feed(message)
    assert reader.reusable is reusable


def test_close_ends_a_body_without_length() -> None:
    """Only a body that the connection delimits is completed by its end."""
    reader = Reader("GET")
    reader.feed(OK + b"\r\nhel")
    assert not reader.complete
    assert reader.end()
    short = Reader("GET")
    short.feed(OK + HELLO[:-1])
    assert not short.end()


def test_last_chunk_without_trailer_end_is_whole() -> None:
    """A chunked body is whole once its last chunk has come (RFC 9112, 8)."""
    reader = Reader("GET")
    reader.feed(OK + CHUNKED + b"1\r\na\r\n0\r\n")
    assert reader.end()
    assert reader.body == b"a"


def test_names_keep_their_case_and_order() -> None:
    """Fields are kept in order with the names as received; repeated names are not merged."""
    reader = Reader("GET")
    reader.feed(OK + b"b-B: 1\r\nA: 2\r\nB-b:  3\t\r\n" + HELLO)
    assert reader.head is not None
    assert reader.head.fields[:3] == ((b"b-B", b"1"), (b"A", b"2"), (b"B-b", b"3"))


@pytest.mark.parametrize(
    "endless",
    [
        pytest.param(OK + b"X: " + b"x" * HEAD_LIMIT, id="head"),
        pytest.param(b"HTTP/1.1 100 C\r\n\r\n" * (HEAD_LIMIT // 18 + 2), id="interim heads"),
        pytest.param(OK + CHUNKED + b"1;" + b"x" * 20_000, id="chunk extension"),
        pytest.param(OK + CHUNKED + b"0\r\n" + b"A: b\r\n" * HEAD_LIMIT, id="trailers"),
        pytest.param(b"\r\n" * HEAD_LIMIT + OK, id="blank lines"),
    ],
)
def test_endless_lines_are_refused(endless: bytes) -> None:
    """A server cannot fill the memory with anything but a body, which has its own limit."""
    with pytest.raises(MessageError):
        Reader("GET").feed(endless)
