"""Records in a file: each by itself, readable by others, piece by piece, the same each time."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import zstandard
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archive.formats.members import Codec, Members, Span, codec_of
from archive.formats.volumes import Volumes
from archive.store.records import OPENING, Long, Record, made
from tests.warcs import record, response

RECORDS = [record("response", n, response(b"<p>%d</p>" % n * 50)) for n in range(3)]
SIZE = 40_000_000


def members(codec: Codec, records: list[Record]) -> tuple[bytes, list[Span]]:
    """Records as they lie in a file, and where."""
    stream = io.BytesIO()
    writer = Members(stream, codec)
    spans = [writer.write(one) for one in records]
    assert writer.at == len(stream.getvalue())
    return stream.getvalue(), spans


@pytest.mark.parametrize("codec", ["gzip", "zstd", "plain"])
def test_each_record_is_cut_out_by_its_span(codec: Codec) -> None:
    """And has the digest that the span says."""
    data, spans = members(codec, RECORDS)
    unpack = {
        "gzip": gzip.decompress, "plain": lambda part: part + b"\r\n\r\n",
        "zstd": zstandard.ZstdDecompressor().decompress,
    }[codec]  # fmt: skip
    for one, span in zip(RECORDS, spans, strict=True):
        part = data[span.offset : span.offset + span.size]
        assert unpack(part) == one.raw
        assert hashlib.sha256(part).digest() == span.digest


@pytest.mark.parametrize("codec", ["gzip", "zstd", "plain"])
def test_the_same_records_are_the_same_bytes(codec: Codec) -> None:
    """Whenever they are written, and in however many pieces they come."""
    head, block = RECORDS[1].head, RECORDS[1].block
    long = Long(len(block), lambda: iter([block[:10], b"", block[10:]]))
    again = [RECORDS[0], Record("response", RECORDS[1].uri, head, block[:5], long), RECORDS[2]]
    assert members(codec, RECORDS) == members(codec, again)


def test_zstandard_frames_are_as_the_proposal_wants_them() -> None:
    """With their size and a checksum, without a dictionary, in a window all readers take."""
    data, spans = members("zstd", [*RECORDS, big()])
    for span in spans:
        frame = zstandard.get_frame_parameters(data[span.offset : span.offset + 18])
        assert (frame.has_checksum, frame.dict_id) == (True, 0)
        assert frame.window_size <= 8 << 20
        assert frame.content_size > 0
    assert data[:4] == b"\x28\xb5\x2f\xfd"


def test_others_read_zstandard(tmp_path: Path) -> None:
    """FastWARC each record, and the program zstd the whole."""
    data, _ = members("zstd", RECORDS)
    found = [one.reader.read() for one in ArchiveIterator(io.BytesIO(data), parse_http=False)]
    assert found == [one.block for one in RECORDS]
    if tool := shutil.which("zstd"):
        done = subprocess.run([tool, "-dc"], input=data, capture_output=True, check=True)
        assert done.stdout == b"".join(one.raw for one in RECORDS)


def big() -> Record:
    """A record that is not to be held in memory."""
    piece = b"<p>The committee met in Strasbourg.</p>\n" * 25_000

    def read() -> Iterator[bytes]:
        for _ in range(SIZE // len(piece)):
            yield piece

    head = made("resource", [], "text/html", b"", "urn:x").head
    head = head.replace(b"Content-Length: 0", b"Content-Length: %d" % SIZE)
    return Record("resource", "urn:x", head, piece[:OPENING], Long(SIZE, read))


@pytest.mark.parametrize("codec", ["gzip", "zstd", "plain"])
def test_a_long_record_is_never_whole_in_memory(codec: Codec) -> None:
    """Only a few pieces of it."""

    class Nowhere(io.RawIOBase):
        def write(self, data: object) -> int:
            return len(data)  # type: ignore[arg-type]

    one = big()
    tracemalloc.start()
    Members(Nowhere(), codec).write(one)  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.warc.gz", "gzip"), ("A.WARC", "plain"), ("a.warc.zst", "zstd"), ("-", "gzip")],
)
def test_the_name_says_how(name: str, codec: Codec) -> None:
    """Gzip, unless it says otherwise."""
    assert codec_of(name) == codec


@pytest.mark.parametrize("codec", ["gzip", "zstd", "plain"])
def test_a_full_file_is_followed_by_another(codec: Codec) -> None:
    """None is larger than told but for one capture alone; each begins with its own first record."""
    streams: list[io.BytesIO] = []

    def opened(number: int) -> tuple[str | None, io.BytesIO]:
        streams.append(io.BytesIO())
        return f"{number}", streams[-1]

    info = record("warcinfo", 99, b"software: x\r\n", content_type="application/warc-fields")
    volumes = Volumes(opened, lambda _: info, codec, max_size=2000)
    wide = record("response", 50, response(Random(1).randbytes(4000)))
    captures = [[one, record("request", 60 + n, b"GET / HTTP/1.1\r\n\r\n")]
                for n, one in enumerate([*RECORDS, wide, *RECORDS])]  # fmt: skip
    for capture in captures:
        volumes.write(capture)
    found = [list(ArchiveIterator(io.BytesIO(s.getvalue()), parse_http=False)) for s in streams]
    read = [
        one for records in found for one in records if one.record_type != WarcRecordType.warcinfo
    ]
    assert [one.record_id for one in read] == [f"<{r.uri}>" for c in captures for r in c]
    assert all(records[0].record_type == WarcRecordType.warcinfo for records in found)
    sizes = [len(stream.getvalue()) for stream in streams]
    assert len(streams) > 2
    assert [size for size in sizes if size > 2000] == [max(sizes)]
    assert volumes.bytes == sum(sizes)
    assert volumes.records == 2 * len(captures) + len(streams)
