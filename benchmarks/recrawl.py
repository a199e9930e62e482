"""Real pages fetched again and again, as exchanges.

``recrawl.tar.zst`` holds ``SERIES/HOST/PAGE/YYYYMMDDhhmmss.html``; the envelope of an answer was
not kept, so one is made here, with a request id and a date that differ each time.
"""

from __future__ import annotations

import gzip
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from archive import Exchange, http

RUN = timedelta(minutes=15)
"""Fetches closer than this to the first are of one run."""


def unpacked(corpora: Path, folder: Path) -> Path:
    """Unpack the pages into a folder; needs ``zstd`` and ``tar``."""
    pack = corpora / "recrawl" / "recrawl.tar.zst"
    with subprocess.Popen(["zstd", "-dc", "--long=27", pack], stdout=subprocess.PIPE) as zstd:
        subprocess.run(["tar", "-x", "-C", folder], stdin=zstd.stdout, check=True)
    return folder


def runs(folder: Path, series: str) -> list[list[Exchange]]:
    """The exchanges of a series, run by run: of each host its front page first."""
    files = sorted((folder / series).rglob("*.html"), key=_order)
    found: list[list[Exchange]] = []
    for _, several in groupby(files, key=lambda path: path.stem[:12]):
        exchanges = [_exchange(path) for path in several]
        if found and exchanges[0].began - found[-1][0].began < RUN:
            found[-1] += exchanges
        else:
            found.append(exchanges)
    return found


def _order(path: Path) -> tuple[str, str, bool, str]:
    host, page = path.parts[-3:-1]
    return path.stem[:12], host, page != "index", page


def _exchange(path: Path) -> Exchange:
    host, page = path.parts[-3:-1]
    page = "" if page == "index" else page
    began = datetime.strptime(path.stem, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    body = path.read_bytes()
    request_id = hashlib.sha256(str(path.parts[-4:]).encode()).hexdigest()[:16]
    head = (
        f"HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: {began:%a, %d %b %Y %H:%M:%S} GMT\r\n"
        f"Content-Type: text/html; charset=UTF-8\r\nContent-Length: {len(body)}\r\n"
        f"Connection: keep-alive\r\nVary: Accept-Encoding\r\nCache-Control: max-age=60\r\n"
        f"X-Request-Id: {request_id}\r\n\r\n"
    )
    request = (
        f"GET /{page} HTTP/1.1\r\nHost: www.{host}\r\nUser-Agent: Greffe/0.1 (+mailto:a@b.org)\r\n"
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Encoding: gzip\r\n\r\n"
    )
    url = f"https://www.{host}/{page}"
    return Exchange(url, began, request.encode(), head.encode() + body, ip="192.0.2.7", elapsed=0.2)


def gzipped(exchange: Exchange) -> Exchange:
    """An exchange as a server that compresses as it sends would have answered it: in chunks."""
    message = http.split(exchange.response)
    body = gzip.compress(message.body, 6, mtime=0)
    lines = message.head.split(b"\r\n")
    kept = [line for line in lines if line and not line.startswith(b"Content-Length")]
    head = b"\r\n".join((*kept, b"Content-Encoding: gzip", b"Transfer-Encoding: chunked", b"", b""))
    return replace(exchange, response=head + b"".join(_chunks(body)) + b"0\r\n\r\n")


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 8192):
        piece = body[start : start + 8192]
        yield b"%x\r\n" % len(piece) + piece + b"\r\n"
