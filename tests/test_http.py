"""HTTP messages as bytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import example, given
from hypothesis import strategies as st

from archive import http


def test_head_and_body_are_split_at_the_first_blank_line() -> None:
    """Nothing is lost or changed by splitting, bare line feeds included."""
    raw = b"HTTP/1.1 200 OK\nA: 1\n\nbody\r\n\r\nmore"
    message = http.split(raw)
    assert (message.head, message.body) == (b"HTTP/1.1 200 OK\nA: 1\n\n", b"body\r\n\r\nmore")


@given(st.binary(max_size=400))
def test_any_bytes_are_a_message(raw: bytes) -> None:
    """Whatever was received can be asked for its parts."""
    message = http.split(raw)
    assert message.head + message.body == raw
    assert message.status is None or 0 <= message.status <= 999
    _ = (message.fields, message.reason, message.media_type, message.charset, message.method)
    message.decoded()


def test_fields_keep_order_case_and_folded_lines() -> None:
    """Fields come as sent; a folded line belongs to the one before; others are left out."""
    raw = b"HTTP/1.1 200 Fine thing\r\nX-oDD: a\r\n b\r\nno colon\r\nSet-Cookie: \xe9\r\n\r\n"
    message = http.split(raw)
    assert message.fields == (("X-oDD", "a b"), ("Set-Cookie", "é"))
    assert (message.status, message.reason) == (200, "Fine thing")


@pytest.mark.parametrize("line", [b"HTTP/1.1 OK", b"ICY 200", b"", b"HTTP/1.0 20"])
def test_a_status_line_without_a_code_has_no_status(line: bytes) -> None:
    """Odd status lines exist in archives; they have no code."""
    assert http.split(line + b"\r\n\r\n").status is None


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=6))
def test_chunks_join_to_the_body(chunks: list[bytes]) -> None:
    """Chunk sizes, extensions and trailers are removed (RFC 9112, 7.1)."""
    framed = b"".join(b"%x;ext=1\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    body = framed + b"0\r\nTrailer: x\r\n\r\n"
    assert http.dechunked(body) == b"".join(chunks)


def test_a_body_already_dechunked_stays() -> None:
    """Some archives keep a plain body below a head that names chunks."""
    message = http.split(b"HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n<p>no chunks</p>")
    assert message.entity == b"<p>no chunks</p>"


@pytest.mark.parametrize(
    ("coding", "encode"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("br", brotli.compress),
        ("zstd", zstandard.ZstdCompressor().compress),
        ("gzip, br", lambda data: brotli.compress(gzip.compress(data))),
        ("identity", bytes),
    ],
)
def test_content_codings_are_removed(coding: str, encode: object) -> None:
    """Each coding, and several one over another (RFC 9110, 8.4)."""
    data = b"words and more words " * 50
    assert http.content_decoded(encode(data), coding) == (data, None)  # type: ignore[operator]


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_broken_body_gives_what_could_be_read_and_says_so(coding: str) -> None:
    """No exception for a body that ends early or is no such coding."""
    data = b"x" * 5000 + bytes(range(256))
    whole = {"gzip": gzip.compress, "br": brotli.compress, "deflate": zlib.compress,
             "zstd": zstandard.ZstdCompressor().compress}[coding](data)  # fmt: skip
    _, fault = http.content_decoded(whole[: len(whole) // 2], coding)
    assert fault or coding == "zstd"
    assert http.content_decoded(b"<p>plain</p>", coding)[1]


def test_an_unknown_coding_is_named() -> None:
    """The bytes stay as they are."""
    assert http.content_decoded(b"abc", "sdch") == (b"abc", "unknown content coding 'sdch'")


def test_a_decompression_bomb_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small body cannot fill the memory."""
    monkeypatch.setattr(http, "MAX_DECODED", 10_000)
    data, fault = http.content_decoded(gzip.compress(b"0" * 1_000_000), "gzip")
    assert len(data) == 10_000
    assert fault == "body too large"


def test_half_a_compressed_body_is_told_from_one_without_its_checksum() -> None:
    """The first has lost words, the second has not."""
    data = b"".join(b"%d words " % number for number in range(500))
    packed = gzip.compress(data)
    for lost in (1, 4, 8):
        assert http.content_decoded(packed[:-lost], "gzip") == (data, http.NO_CHECKSUM)
    half, fault = http.content_decoded(packed[: len(packed) // 2], "gzip")
    assert data.startswith(half)
    assert fault in http.CUT_SHORT


@given(
    st.binary(min_size=1, max_size=400),
    st.integers(0, 500),
    st.integers(0, 9),
    st.sampled_from([("gzip", gzip.compress), ("deflate", zlib.compress)]),
)
@example(b"\x00", 15, 0, ("gzip", gzip.compress))  # the header of a stored block, and no data
def test_a_body_is_whole_only_if_it_is(
    data: bytes, kept: int, level: int, coding: tuple[str, Callable[[bytes, int], bytes]]
) -> None:
    """Wherever it is cut off and however it was packed, the fault tells whether data is lost."""
    name, compress = coding
    packed = compress(data, level)
    decoded, fault = http.content_decoded(packed[:kept], name)
    if fault in (None, http.NO_CHECKSUM) and kept:
        assert decoded == data
    elif kept >= 2:
        assert data.startswith(decoded)
