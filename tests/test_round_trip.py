"""What is exported and imported into an empty archive is the same archive, whatever was in it."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import TLS, Archive, Exchange
from archive.exchange import How, Robots
from archive.formats.wacz_out import export_wacz
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from archive.store.captures import Capture
from archive.store.records import Record
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.warcs import record, response, uri, written

HTML = page("Report", *LONG)
OTHER = page(
    "Відповідь уряду", *LONG[1:], "Звіт про візит.", head='<link href="/s.css" rel=stylesheet>'
)
TYPE = "Content-Type: text/html; charset=utf-8\r\n"


def chunked(body: bytes) -> bytes:
    """A body in two chunks and a trailer."""
    parts = (body[:7], body[7:])
    sent = b"".join(b"%X;x=1\r\n%s\r\n" % (len(part), part) for part in parts if part)
    return sent + b"0\r\nTrailer: t\r\n\r\n"


_BODIES = st.one_of(
    st.sampled_from([HTML, OTHER, b"", b"<title>Page not found</title>404", b"User-agent: *\n"]),
    st.binary(max_size=300),
)
_CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, "gzip": gzip.compress, "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}  # fmt: skip
_FIELDS = st.sampled_from(
    [
        "", TYPE, "Content-Type: image/png\r\n", "no colon\r\n",
        "CONTENT-type:text/css\r\nX: \xe9\r\n folded\r\n",
    ]
)  # fmt: skip
_STATUS = st.sampled_from(
    [
        "200 OK", "200 OK", "200 OK", "200", "206 Part", "301 Moved\r\nLocation: /b", "404 No",
        "304 Not Modified", "403 Forbidden\r\nServer: cloudflare\r\nCf-Mitigated: challenge",
        "500 Oops", "999 Odd",
    ]
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Bytes of a response: any coding, any framing, any nonsense."""
    body = draw(_BODIES)
    coding = draw(st.sampled_from(sorted(_CODINGS)))
    fields = draw(_FIELDS) + (f"Content-Encoding: {coding}\r\n" if coding else "")
    body = _CODINGS[coding](body)
    framing = draw(st.sampled_from(["length", "chunked", "close", "cut"]))
    if framing == "chunked":
        fields, body = fields + "Transfer-Encoding: chunked\r\n", chunked(body)
    elif framing == "length":
        fields += f"Content-Length: {len(body)}\r\n"
    elif framing == "cut":
        fields += f"Content-Length: {len(body) + 9}\r\n"
    end = draw(st.sampled_from(["\r\n", "\r\n", "\n"]))
    head = f"HTTP/1.1 {draw(_STATUS)}\r\n{fields}\r\n".replace("\r\n", end)
    return head.encode("latin-1") + body


def _exchange(**values: Any) -> Exchange:
    """A type is one of a payload that came."""
    return Exchange(**values if values["response"] else {**values, "content_type": ""})


_URLS = st.sampled_from(
    ["http://a.example/", "https://www.a.example/b", "https://a.example/b?d=e&c=%C3%A9",
     "http://münchen.example/straße", "http://a.example/robots.txt", "http://a.example/b/x y"]
)  # fmt: skip
_EXCHANGES = st.builds(
    _exchange,
    url=_URLS,
    began=st.integers(0, 10**11).map(lambda n: DAY_ONE + timedelta(microseconds=n)),
    request=st.sampled_from(
        [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HEAD / HTTP/1.0\n\n", b"",
         b'POST /b HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}']
    ),
    response=st.one_of(answers(), st.binary(max_size=60), st.just(b"")),
    ip=st.sampled_from([None, "192.0.2.1", "2001:db8::1"]),
    tls=st.sampled_from([None, TLS("tls/1.3", "TLS_AES_128_GCM_SHA256", b"\0\1", "self-signed")]),
    truncated=st.sampled_from([None, None, None, "length", "time", "disconnect"]),
    error=st.sampled_from([None, "the server went  away: é"]),
    how=st.sampled_from(get_args(How)),
    via=st.sampled_from([None, "http://a.example/", "http://münchen.example/"]),
    interim=st.sampled_from([b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"]),
    content_type=st.sampled_from(["", "", "", "", "text/html", "text/dns"]),
    robots=st.sampled_from([None, Robots("allowed by robots.txt", uri(7))]),
)  # fmt: skip


@st.composite
def foreign(draw: st.DrawFn) -> list[Record]:
    """Records as other tools write them: revisits by digest, resources, lone requests."""
    info = record("warcinfo", 900, b"software: x\r\n", content_type="application/warc-fields")
    named = [("WARC-Warcinfo-ID", f"<{uri(900)}>")]
    records = [info]
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["response", "resource", "request", "conversion"]))
        url = f"http://site.example/{draw(st.integers(0, 1))}"
        body = response() if kind == "response" else b"GET / HTTP/1.1\r\n\r\n"
        type_ = "text/plain" if kind in ("resource", "conversion") else "application/http"
        date = f"2014-03-25T12:12:{number:02}Z"
        records.append(
            record(kind, 901 + number, body, url=url, date=date, content_type=type_, more=named)
        )
    refers = draw(st.sampled_from([uri(901), uri(999)]))
    more = [("WARC-Refers-To", f"<{refers}>")]
    if draw(st.booleans()):
        records.append(
            record("revisit", 990, response(b""), date="2015-01-01T00:00:00Z", more=more)
        )
    return records


def _gz(archive: Archive, folder: Path) -> list[Path]:
    export_warc(archive, folder / "out.warc.gz")
    return [folder / "out.warc.gz"]


def _zst(archive: Archive, folder: Path) -> list[Path]:
    export_warc(archive, folder / "out.warc.zst")
    return [folder / "out.warc.zst"]


def _volumes(archive: Archive, folder: Path) -> list[Path]:
    done = export_warc(archive, folder / "out.warc", max_size=4000)
    return [folder / name for name in done.files]


def _wacz(archive: Archive, folder: Path) -> list[Path]:
    export_wacz(archive, folder / "out.wacz")
    return [folder / "out.wacz"]


@pytest.mark.slow
@pytest.mark.parametrize("export", [_gz, _zst, _volumes, _wacz])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=st.lists(_EXCHANGES, min_size=1, max_size=6), others=st.none() | foreign())
def test_any_archive_survives_export_and_import(
    export: Callable[[Archive, Path], list[Path]], said: list[Exchange], others: list[Record] | None
) -> None:
    """The same captures with every column, texts, links, digests and record bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Archive.open(folder / "one.db") as archive:
            for one in said:
                archive.add(one)
            if others:
                import_warc(archive, written(folder / "in.warc", *others))
            for file in said[:1]:
                archive.add(exchange("http://a.example/again", HTML, hours=40, how=file.how))
            _assert_survives(archive, folder, export(archive, folder))


def _assert_survives(archive: Archive, folder: Path, files: list[Path]) -> None:
    with Archive.open(folder / "again.db") as copy:
        for file in files:
            result = import_warc(copy, file)
            assert (result.skipped, result.doubtful) == ((), ())
        pairs = list(zip(_facts(copy), _facts(archive), strict=True))
        unlike = [(k, a[k], b[k]) for a, b in pairs for k in b if a[k] != b[k]]
        assert unlike == []


def _facts(archive: Archive) -> list[dict[str, Any]]:
    every = sorted(archive.all_captures(), key=lambda c: (c.url, c.time, c.method, c.how, c.id))
    return [_fact(archive, capture) for capture in every]


def _fact(archive: Archive, capture: Capture) -> dict[str, Any]:
    held = archive.capture_by_id(capture.revisit_of) if capture.revisit_of else None
    columns = {
        name: getattr(capture, name)
        for name in Capture.__dataclass_fields__
        if name not in ("id", "page_id", "revisit_of", "source", "crawl_id", "frame_id")
    }
    return {
        **columns,
        "original": held and (held.url, held.time),
        "text": _text(archive, capture),
        "links": sorted(_links(archive, capture)),
        "records": [r.raw for r in archive.records(capture) if r.type != "warcinfo"],
    }


def _text(archive: Archive, capture: Capture) -> Any:
    version = archive.version_of(capture)
    return version and {
        name: getattr(version, name)
        for name in type(version).__dataclass_fields__
        if name not in ("id", "page_id", "capture_id")
    }


def _links(archive: Archive, capture: Capture) -> Iterator[tuple[str, str]]:
    sql = "SELECT kind, url FROM link JOIN address ON address.id = address_id WHERE capture_id = ?"
    yield from archive.connection.execute(sql, (capture.id,))
