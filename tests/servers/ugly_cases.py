"""The cases of the ugly server: what real servers do, from odd to broken."""

from __future__ import annotations

import gzip
import zlib

import brotli
import zstandard

from tests.servers.ugly import Case, End

OK = b"HTTP/1.1 200 OK\r\n"
HELLO = b"Content-Length: 5\r\n\r\nhello"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
TEXT = b"Content-Type: text/html; charset=utf-8\r\n"
PAGE = b"<p>Where words are kept.</p>\n" * 40
SOON = {"download_timeout": 0.4}


def sized(body: bytes, *fields: bytes) -> bytes:
    """A response with these fields and the body's length."""
    lines = b"".join(field + b"\r\n" for field in fields)
    return OK + TEXT + lines + b"Content-Length: %d\r\n\r\n" % len(body) + body


def chunks(*parts: bytes) -> bytes:
    """A chunked body."""
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (*parts, b""))


def drip(data: bytes, pause: float = 0.001) -> tuple[bytes | float, ...]:
    """The data byte by byte."""
    return tuple(step for byte in data for step in (bytes((byte,)), pause))


CODINGS = {
    "identity": Case((sized(PAGE),), body=PAGE),
    "gzip": Case((sized(gzip.compress(PAGE), b"Content-Encoding: gzip"),), body=PAGE),
    "x-gzip": Case((sized(gzip.compress(PAGE), b"Content-Encoding: x-gzip"),), body=PAGE),
    "deflate": Case((sized(zlib.compress(PAGE), b"Content-Encoding: deflate"),), body=PAGE),
    "br": Case((sized(brotli.compress(PAGE), b"Content-Encoding: br"),), body=PAGE),
    "zstd": Case(
        (sized(zstandard.ZstdCompressor().compress(PAGE), b"Content-Encoding: zstd"),), body=PAGE
    ),
    "double-gzip": Case(
        (sized(gzip.compress(gzip.compress(PAGE)), b"Content-Encoding: gzip, gzip"),), body=PAGE
    ),
    "gzip-chunked": Case(
        (OK + TEXT + b"Content-Encoding: gzip\r\n" + CHUNKED + chunks(gzip.compress(PAGE)),),
        body=PAGE,
    ),
    "bad-gzip": Case(
        (sized(gzip.compress(PAGE)[:10] + b"\xff" * 40, b"Content-Encoding: gzip"),),
        raises="error",
    ),
    "unknown-coding": Case((sized(PAGE, b"Content-Encoding: x-foo"),), body=PAGE),
}

CHUNKS = {
    "chunked": Case((OK + CHUNKED + chunks(b"he", b"llo"),)),
    "chunk-extensions": Case((OK + CHUNKED + b'5;ext="v"; b\r\nhello\r\n0;last\r\n\r\n',)),
    "trailers": Case((OK + CHUNKED + b"5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-Two: 2\r\n\r\n",)),
    "chunked-odd-case": Case(
        (OK + b"tRANSFER-eNCODING:\tChunked\r\n\r\n" + chunks(b"hello"),)
    ),
    "chunk-leading-zeros": Case((OK + CHUNKED + b"0005\r\nhello\r\n000\r\n\r\n",)),
    "chunk-padded-size": Case((OK + CHUNKED + b"5   \r\nhello\r\n0  \r\n\r\n",)),
    "chunk-bare-lf": Case((OK + CHUNKED + b"5\nhello\n0\n\n",)),
    "chunk-upper-hex": Case((OK + CHUNKED + b"A\r\nhellohello\r\n0\r\n\r\n",), body=b"hello" * 2),
    "chunk-dripped": Case(drip(OK + CHUNKED + b"3;x\r\nhel\r\n2\r\nlo\r\n0\r\nA: b\r\n\r\n")),
    "chunk-no-final-line": Case((OK + CHUNKED + b"5\r\nhello\r\n0\r\n", End.CLOSE)),
    "chunk-then-garbage": Case((OK + CHUNKED + chunks(b"hello") + b"EXTRA",)),
    "te-gzip-chunked": Case(
        (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + chunks(gzip.compress(b"hello")),),
        body=gzip.compress(b"hello"),
    ),
    "te-identity": Case((OK + b"Transfer-Encoding: identity\r\n" + HELLO,)),
    "te-two-lines": Case(
        (OK + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n"
         + chunks(b"hello"),)
    ),
    "te-and-length": Case((OK + b"Content-Length: 3\r\n" + CHUNKED + chunks(b"hello"),)),
    "te-unknown": Case(
        (OK + b"Transfer-Encoding: x-odd\r\n\r\nhello", End.CLOSE), flags=("partial",)
    ),
}  # fmt: skip

LENGTHS = {
    "empty-body": Case((OK + b"Content-Length: 0\r\n\r\n",), body=b""),
    "length-twice": Case((OK + b"Content-Length: 5\r\n" + HELLO,)),
    "length-list": Case((OK + b"Content-Length: 5, 5\r\n\r\nhello",)),
    "length-zeros": Case((OK + b"Content-Length: 0005\r\n\r\nhello",)),
    "length-conflict": Case(
        (OK + b"Content-Length: 3\r\n" + HELLO,),
        raises="DownloadFailedError", truncated="disconnect", error="conflicting Content-Length",
    ),
    "length-negative": Case(
        (OK + b"Content-Length: -5\r\n\r\nhello", End.CLOSE), flags=("partial",)
    ),
    "length-junk": Case(
        (OK + b"Content-Length: five\r\n\r\nhello", End.CLOSE), flags=("partial",)
    ),
    "length-empty": Case((OK + b"Content-Length:\r\n\r\nhello", End.CLOSE), flags=("partial",)),
    "until-close": Case((OK + b"\r\nhello", End.CLOSE), flags=("partial",)),
    "extra-bytes": Case((OK + HELLO + b"EXTRAGARBAGE",)),
    "extra-response": Case((OK + HELLO + OK + HELLO,)),
    "connection-close": Case((OK + b"Connection: close\r\n" + HELLO, End.CLOSE)),
    "close-anyway": Case((OK + HELLO, End.CLOSE)),
    "ten-megabytes": Case((sized(b"0123456789" * 2**20),), body=b"0123456789" * 2**20),
    "slow-drip": Case(drip(OK + TEXT + HELLO)),
    "two-halves": Case((OK[:9], 0.02, OK[9:] + HELLO[:-3], 0.02, HELLO[-3:])),
}  # fmt: skip

HEADS = {
    "odd-case": Case((OK + b"x-oDD-cAse: a\r\ncontent-TYPE: text/plain\r\n" + HELLO,)),
    "odd-order": Case((OK + b"Set-Cookie: a=1\r\nX-Mid: m\r\nSet-Cookie: b=2\r\n" + HELLO,)),
    "odd-space": Case((OK + b'ETAG:   "abc"  \r\nX-Tab:\tt\t\r\n' + HELLO,)),
    "latin1-header": Case((OK + b"X-Name: caf\xe9\r\n" + HELLO,)),
    "utf8-header": Case((OK + "X-Name: café\r\n".encode() + HELLO,)),
    "nul-header": Case((OK + b"X-Nul: a\0b\r\n" + HELLO,)),
    "obs-fold": Case((OK + b"X-Fold: one\r\n two\r\n\tthree\r\n" + HELLO,)),
    "fold-first": Case((OK + b" folded onto nothing\r\n" + HELLO,)),
    "bare-lf": Case((OK.replace(b"\r", b"") + b"X-A: b\nContent-Length: 5\n\nhello",)),
    "mixed-line-ends": Case((OK + b"X-A: b\nContent-Length: 5\r\n\nhello",)),
    "no-colon": Case((OK + b"this line has no colon\r\n" + HELLO,)),
    "no-colon-fold": Case((OK + b"no colon\r\n folded\r\n" + HELLO,)),
    "no-name": Case((OK + b": value of nothing\r\n" + HELLO,)),
    "space-before-colon": Case((OK + b"Content-Length : 5\r\n\r\nhello",)),
    "no-reason": Case((b"HTTP/1.1 200 \r\n" + HELLO,)),
    "no-reason-no-space": Case((b"HTTP/1.1 200\r\n" + HELLO,)),
    "latin1-reason": Case((b"HTTP/1.1 200 \xc7a va\r\n" + HELLO,)),
    "long-reason": Case((b"HTTP/1.1 200 " + b"very " * 900 + b"fine\r\n" + HELLO,)),
    "lower-case-http": Case((b"http/1.1 200 ok\r\n" + HELLO,)),
    "double-space": Case((b"HTTP/1.1  200  OK\r\n" + HELLO,)),
    "says-http2": Case((b"HTTP/2 200\r\n" + HELLO,)),
    "says-http12": Case((b"HTTP/1.2 200 OK\r\n" + HELLO,)),
    "http10": Case((b"HTTP/1.0 200 OK\r\n\r\nhello", End.CLOSE), flags=("partial",)),
    "http10-length": Case((b"HTTP/1.0 200 OK\r\n" + HELLO, End.CLOSE)),
    "http10-keep-alive": Case((b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\n" + HELLO,)),
    "http10-chunked": Case((b"HTTP/1.0 200 OK\r\n" + CHUNKED + chunks(b"hello"), End.CLOSE)),
    "leading-blank": Case((b"\r\n\n" + OK + HELLO,)),
    "long-header": Case((OK + b"X-Long: " + b"x" * 60_000 + b"\r\n" + HELLO,)),
    "many-headers": Case((OK + b"".join(b"X-%d: y\r\n" % n for n in range(900)) + HELLO,)),
    "endless-head": Case(
        (OK + b"X-Long: " + b"x" * 300_000 + b"\r\n" + HELLO,),
        raises="DownloadFailedError", truncated="disconnect", error="head of more than",
    ),
    "100-continue": Case((b"HTTP/1.1 100 Continue\r\n\r\n" + OK + HELLO,)),
    "103-early-hints": Case(
        (b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n", 0.02, OK + HELLO)
    ),
    "many-1xx": Case((b"HTTP/1.1 102 Processing\r\n\r\n" * 5 + OK + HELLO,)),
}  # fmt: skip

STATUSES = {
    "201": Case((b"HTTP/1.1 201 Created\r\n" + HELLO,), status=201, method="POST", send=b"a=1"),
    "204": Case((b"HTTP/1.1 204 No Content\r\n\r\n",), status=204, body=b""),
    "204-with-body": Case((b"HTTP/1.1 204 No Content\r\n" + HELLO,), status=204, body=b""),
    "206": Case((b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-4/9\r\n" + HELLO,), status=206),
    "301": Case((b"HTTP/1.1 301 Moved\r\nLocation: /there\r\n" + HELLO,), status=301),
    "302-nowhere": Case((b"HTTP/1.1 302 Found\r\n" + HELLO,), status=302),
    "304": Case(
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 1234\r\n\r\n",), status=304, body=b""
    ),
    "404": Case((b"HTTP/1.1 404 Not Found\r\n" + HELLO,), status=404),
    "429": Case((b"HTTP/1.1 429 Slow Down\r\nRetry-After: 2\r\n" + HELLO,), status=429),
    "500": Case((b"HTTP/1.1 500 Oops\r\n" + HELLO,), status=500),
    "503": Case((b"HTTP/1.1 503 Busy\r\n" + HELLO,), status=503),
    "999": Case((b"HTTP/1.1 999 Denied\r\n" + HELLO,), status=999),
    "101": Case(
        (b"HTTP/1.1 101 Switching\r\nUpgrade: odd\r\n\r\nodd words",), status=101, body=b""
    ),
    "head": Case((OK + b"Content-Length: 5\r\n\r\n",), method="HEAD", body=b""),
    "head-with-body": Case((OK + HELLO,), method="HEAD", body=b""),
    "head-chunked": Case((OK + CHUNKED,), method="HEAD", body=b""),
    "options": Case((OK + HELLO,), method="OPTIONS"),
    "post": Case((OK + HELLO,), method="POST", send=b"name=caf\xc3\xa9&x=" + b"y" * 3000),
    "post-nothing": Case((OK + HELLO,), method="POST"),
    "put-binary": Case((OK + HELLO,), method="PUT", send=bytes(range(256))),
    "own-headers": Case(
        (OK + HELLO,),
        headers={"x-CuStom-hdr": "v", "Host": "elsewhere.example", "If-None-Match": '"e"'},
    ),
    "split-header": Case((OK + HELLO,), headers={"X-Evil": "a\r\nX-Injected: b"}),
}

BROKEN = {
    "cut-by-length": Case(
        (OK + b"Content-Length: 50\r\n\r\nhello", End.CLOSE),
        raises="ResponseDataLossError", truncated="disconnect", error="after 5 of 50 bytes",
    ),
    "cut-in-chunk": Case(
        (OK + CHUNKED + b"50\r\nhello", End.CLOSE),
        raises="ResponseDataLossError", truncated="disconnect", error="after 5 bytes",
    ),
    "cut-in-chunk-size": Case(
        (OK + CHUNKED + b"5\r\nhello\r\n1", End.CLOSE),
        raises="ResponseDataLossError", truncated="disconnect",
    ),
    "cut-delivered": Case(
        (OK + b"Content-Length: 50\r\n\r\nhello", End.CLOSE), truncated="disconnect",
        meta={"download_fail_on_dataloss": False}, flags=("dataloss",), error="closed by the ser",
    ),
    "bad-chunk-size": Case(
        (OK + CHUNKED + b"5\r\nhello\r\nxyz\r\n",),
        raises="ResponseDataLossError", truncated="disconnect", error="malformed chunk size",
    ),
    "no-line-end-after-chunk": Case(
        (OK + CHUNKED + b"5\r\nhelloworld\r\n0\r\n\r\n",),
        raises="ResponseDataLossError", truncated="disconnect", error="no line end after a chunk",
    ),
    "reset-in-body": Case(
        (OK + b"Content-Length: 50\r\n\r\nhello", 0.05, End.RESET),
        raises="ResponseDataLossError", truncated="disconnect", error="Connection reset by peer",
    ),
    "reset-until-close": Case(
        (OK + b"\r\nhello", 0.05, End.RESET),
        truncated="disconnect", flags=("partial",), error="Connection reset by peer",
    ),
    "reset-in-head": Case(
        (OK + b"X-Half: ", 0.05, End.RESET),
        raises="DownloadFailedError", truncated="disconnect", error="Connection reset by peer",
    ),
    "reset-at-once": Case(
        (End.RESET,),
        method="POST",
        raises="DownloadFailedError", truncated="disconnect", error="before any answer",
    ),
    "closed-at-once": Case(
        (End.CLOSE,),
        method="POST",
        raises="DownloadFailedError", truncated="disconnect", error="before any answer",
    ),
    "cut-in-head": Case(
        (OK + b"Content-Length: 5\r\n", End.CLOSE),
        raises="DownloadFailedError", truncated="disconnect",
    ),
    "cut-after-103": Case(
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", End.CLOSE),
        raises="DownloadFailedError", truncated="disconnect",
    ),
    "not-http": Case(
        (b"SSH-2.0-OpenSSH_9.2\r\n", End.STALL),
        raises="DownloadFailedError", truncated="disconnect", error="not an HTTP response",
    ),
    "http09": Case(
        (b"<html>hello</html>", End.CLOSE),
        raises="DownloadFailedError", truncated="disconnect", error="not an HTTP response",
    ),
    "no-code": Case(
        (b"HTTP/1.1 OK\r\n" + HELLO,),
        raises="DownloadFailedError", truncated="disconnect", error="not an HTTP status line",
    ),
    "stall-in-head": Case(
        (OK + b"X-Half: ", End.STALL), meta=SOON,
        raises="DownloadTimeoutError", truncated="time", error="within 0.4 s",
    ),
    "stall-in-body": Case(
        (OK + b"Content-Length: 50\r\n\r\nhello", End.STALL), meta=SOON,
        raises="DownloadTimeoutError", truncated="time",
    ),
    "stall-at-once": Case(
        (End.STALL,), meta=SOON, raises="DownloadTimeoutError", truncated="time",
    ),
    "too-long-announced": Case(
        (OK + b"Content-Length: 5000\r\n\r\n" + b"x" * 5000,),
        meta={"download_maxsize": 999},
        raises="DownloadCancelledError", truncated=None, error="limit of 999",
    ),
    "too-long-announced-slowly": Case(
        (OK + b"Content-Length: 5000\r\n\r\n", 0.1, b"x" * 5000),
        meta={"download_maxsize": 999},
        raises="DownloadCancelledError", truncated="length", error="limit of 999",
    ),
    "too-long-chunked": Case(
        (OK + CHUNKED + b"3e8\r\n" + b"x" * 1000 + b"\r\n", 0.1, chunks(b"y" * 1000)),
        meta={"download_maxsize": 999},
        raises="DownloadCancelledError", truncated="length", error="limit of 999",
    ),
    "too-much-framing": Case(
        (OK + CHUNKED + b"1;%b\r\nx\r\n" % (b"e" * 9000) * 20, End.STALL),
        meta={"download_maxsize": 999, "download_timeout": 5},
        raises="DownloadCancelledError", truncated="length", error="framing included",
    ),
}  # fmt: skip

CASES = CODINGS | CHUNKS | LENGTHS | HEADS | STATUSES | BROKEN
