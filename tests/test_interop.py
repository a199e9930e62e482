"""Other tools' readers read our files; our reader gives back what we wrote."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections import Counter
from pathlib import Path
from typing import Any

import brotli
import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator
from warcio.bufferedreaders import BufferedReader
from warcio.checker import Checker

from archive import TLS, Archive, http
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import export_warc
from archive.store.captures import Capture
from archive.store.records import labelled, made
from tests.exchanges import LONG, exchange, page
from tests.warcs import CORPORA, needs_corpora, uri

HTML = page("Report", *LONG)
TYPE = "Content-Type: text/html; charset=utf-8\r\n"
CHUNKED = TYPE + "Transfer-Encoding: chunked\r\n"


def chunked(body: bytes) -> bytes:
    """A body in two chunks."""
    parts = (body[:100], body[100:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)


def answer(fields: str, body: bytes) -> bytes:
    """A response with these fields only."""
    return f"HTTP/1.1 200 OK\r\n{fields}\r\n".encode() + body


SAID = {
    "plain": answer(TYPE + f"Content-Length: {len(HTML)}\r\n", HTML),
    "chunked": answer(CHUNKED, chunked(HTML + b"<!-- 1 -->")),
    "gzip": answer(TYPE + "Content-Encoding: gzip\r\n", gzip.compress(HTML + b"<!-- 2 -->")),
    "both": answer(
        CHUNKED + "Content-Encoding: gzip\r\n", chunked(gzip.compress(HTML + b"<!-- 3 -->"))
    ),
    "br": answer(TYPE + "Content-Encoding: br\r\n", brotli.compress(HTML + b"<!-- 4 -->")),
    "odd": b"HTTP/1.1 200\r\nx-OdD:  a\r\n folded\r\nno colon\r\nX: \xe9\r\n\r\n" + HTML + b"5",
    "empty": b"HTTP/1.1 204 No Content\r\n\r\n",
    "redirect": b"HTTP/1.1 301 Moved\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n",
}


@pytest.fixture
def full(archive: Archive) -> Archive:
    """Every coding, a revisit, a 304, a failure, a half answer, TLS facts, a bare payload."""
    for number, (name, said) in enumerate(SAID.items()):
        archive.add(exchange(f"http://news.example/{name}", response=said, hours=number))
    url = "http://news.example/plain"
    tls = TLS("tls/1.3", "TLS_AES_128_GCM_SHA256", b"certificate")
    archive.add(exchange(url, response=SAID["plain"], hours=20, tls=tls))
    archive.add(exchange(url, response=b"HTTP/1.1 304 Not Modified\r\n\r\n", hours=21))
    archive.add(exchange(url, response=b"", request=b"", hours=22, error="no such host"))
    cut = SAID["plain"][:-50]
    archive.add(exchange(url, response=cut, hours=23, truncated="time", error="timed out"))
    archive.add(exchange("http://news.example/file", response=HTML + b"6", hours=24,
                         content_type="text/html"))  # fmt: skip
    return archive


@pytest.mark.parametrize("name", ["out.warc", "out.warc.gz"])
def test_fastwarc_verifies_every_digest(full: Archive, tmp_path: Path, name: str) -> None:
    """Block digests on all records; payload digests wherever one is written on a response."""
    file = tmp_path / name
    done = export_warc(full, file)
    for is_payload in (False, True):
        counts: Counter[str] = Counter()
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=is_payload):
                counts["records"] += 1
                if not is_payload:
                    assert record.verify_block_digest()
                elif (
                    "WARC-Payload-Digest" in record.headers and "WARC-Profile" not in record.headers
                ):
                    counts["payloads"] += 1
                    assert record.verify_payload_digest()
        assert counts["records"] == done.records
    assert counts["payloads"] == 7


def test_why_chunked_responses_bear_no_payload_digest() -> None:
    """By the standard it is taken without the chunks (5.9); both checkers take it with them.

    What they call damage must not be in a file of ours, nor what the standard calls wrong. Where a
    checker comes to agree with the standard, this fails and the decision is to be made anew.
    """
    message = http.split(SAID["chunked"])
    verdicts = {}
    for name, payload in (("standard", message.entity), ("framed", message.body)):
        fields = [
            ("WARC-Target-URI", "http://news.example/chunked"),
            ("WARC-Date", "2025-10-05T12:00:00Z"),
            ("WARC-Payload-Digest", labelled(hashlib.sha256(payload).digest())),
        ]
        kind = "application/http;msgtype=response"
        raw = made("response", fields, kind, SAID["chunked"], uri(1)).raw
        (fast,) = [r.verify_payload_digest() for r in ArchiveIterator(io.BytesIO(raw))]
        for record in WarcioIterator(io.BytesIO(raw), check_digests=True):
            record.raw_stream.read()
            verdicts[name] = (fast, record.digest_checker.passed)
    assert verdicts == {"standard": (False, False), "framed": (True, True)}


class _Unbrotli:
    """Brotli as warcio expects it: its own use fails on today's packages."""

    unused_data = b""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    def decompress(self, data: bytes) -> bytes:
        """Decode a piece."""
        return bytes(self._stream.process(data))


def test_warcio_check_passes(
    full: Archive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its own check, over all records."""
    monkeypatch.setitem(BufferedReader.DECOMPRESSORS, "br", _Unbrotli)
    file = tmp_path / "out.warc.gz"
    export_warc(full, file)

    class Command:
        inputs = (str(file),)
        verbose = True

    checker = Checker(Command())
    checker.process_all()
    assert checker.exit_value == 0
    output = capsys.readouterr().out
    assert "failed" not in output
    assert output.count("digest pass") >= 20


def test_other_readers_find_the_bytes_that_were_on_the_wire(full: Archive, tmp_path: Path) -> None:
    """Blocks equal what was captured: status line, field order, chunks and all."""
    file = tmp_path / "out.warc.gz"
    export_warc(full, file)
    blocks: dict[str, bytes] = {}
    with file.open("rb") as stream:
        for record in WarcioIterator(stream, no_record_parse=True):
            if record.rec_type == "response":
                name = record.rec_headers.get_header("WARC-Target-URI").rsplit("/", 1)[1]
                blocks.setdefault(name, record.raw_stream.read())
    assert blocks == SAID


def test_a_file_read_back_is_the_same_archive(full: Archive, tmp_path: Path) -> None:
    """Captures, outcomes, texts and record bytes."""
    assert _again(full, tmp_path) == _facts(full)


def _again(archive: Archive, folder: Path) -> list[Any]:
    file = folder / "between.warc.gz"
    export_warc(archive, file)
    with Archive.open(folder / "again.db") as copy:
        result = import_warc(copy, file)
        assert (result.skipped, result.doubtful, dict(result.left_out)) == ((), (), {})
        return _facts(copy)


def _facts(archive: Archive) -> list[Any]:
    return sorted((_fact(archive, capture) for capture in archive.all_captures()), key=repr)


def _fact(archive: Archive, capture: Capture) -> tuple[Any, ...]:
    version = archive.version_of(capture)
    held = archive.capture_by_id(capture.revisit_of) if capture.revisit_of else None
    memento = archive.memento(capture)
    return (
        capture.url, capture.time, capture.method, capture.status, capture.media_type,
        capture.outcome, capture.evidence, capture.digest, capture.size, capture.how,
        capture.via, capture.wall,
        held and (held.url, held.time),
        version and (version.title, version.summary, version.text, version.language),
        memento and (memento.status, memento.fields, memento.body(), memento.fault),
        tuple(record.raw for record in archive.records(capture) if record.type != "warcinfo"),
    )  # fmt: skip


@pytest.mark.slow
@needs_corpora
def test_files_of_other_tools_leave_as_they_came(archive: Archive, tmp_path: Path) -> None:
    """Browser-made records, wget, resources: import, export, other readers."""
    for name in (
        "webrecorder__py-wacz/example-resource.warc.gz",
        "iipc__webarchive-commons/IAH-urls-wget.warc",
        "N0taN3rd__node-warc/books.toscrape.warc",
    ):
        import_warc(archive, CORPORA / "warc-sites" / name)
    file = tmp_path / "out.warc.gz"
    done = export_warc(archive, file)
    records = {}
    for record in ArchiveIterator(io.BytesIO(file.read_bytes()), parse_http=False):
        records[record.record_id] = record.reader.read()
    assert len(records) == done.records
    for capture in archive.all_captures():
        for kept in archive.records(capture):
            assert records[f"<{kept.uri}>"] == kept.block
    assert _again(archive, tmp_path) == _facts(archive)
