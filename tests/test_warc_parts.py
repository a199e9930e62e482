"""Records as parts of WARC files: what the lines of the index lead to."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from archive import Archive
from archive.api.warc import Part, part_of
from archive.formats.cdxj import Index, indexed
from archive.store import segments
from tests.exchanges import exchange
from tests.mementos import filled
from tests.servers.room import Served, serving

LARGE = bytes(range(256)) * (segments.SIZE // 256 + 100)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Captures of every kind, and one too long to be held in memory."""
    path = tmp_path_factory.mktemp("warc") / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
        kind = "Content-Type: application/octet-stream\r\n"
        archive.add(exchange("http://large.example/", LARGE, fields=kind))
    with serving(path) as both:
        yield both


def listed(served: Served, url: str) -> list[dict[str, str]]:
    """What the index says."""
    lines = served.get(f"/cdx?url={url}&output=json").text.splitlines()
    return [json.loads(line) for line in lines]


def test_every_line_leads_to_its_record(served: Served) -> None:
    """By the name of the file, where it stands in it, and how long it is."""
    found = listed(served, "*.example")
    assert len(found) == 14
    for one in found:
        start, size = int(one["offset"]), int(one["length"])
        got = served.get(f"/warc/{one['filename']}", Range=f"bytes={start}-{start + size - 1}")
        assert (got.status, len(got.body)) == (206, size)
        assert got.headers["content-range"].startswith(f"bytes {start}-{start + size - 1}/")
        (record,) = ArchiveIterator(io.BytesIO(got.body + b"\r\n\r\n"))
        assert record.rec_headers.get_header("WARC-Target-URI") == one["url"]
        assert record.rec_type == ("revisit" if one.get("mime") == "warc/revisit" else "response")
        assert record.http_headers.get_statuscode() == one["status"]


def test_a_file_is_a_whole_warc_whose_index_is_the_line(served: Served, tmp_path: Path) -> None:
    """Request and metadata stand in it, too; any indexer comes to the same key and place."""
    for one in listed(served, "*.example"):
        got = served.get(f"/warc/{one['filename']}")
        assert (got.status, got.headers["content-type"]) == (200, "application/warc")
        assert got.headers["content-length"] == str(len(got.body))
        file = tmp_path / one["filename"]
        file.write_bytes(got.body)
        index = Index()
        assert indexed(file, index) == 3
        (line,) = index.closed()
        key, time, fields = line.decode().split(" ", 2)
        told = {"urlkey": key, "timestamp": time, **json.loads(fields)}
        del told["recordDigest"]
        assert told == one


def test_a_long_record_is_had_in_parts(served: Served) -> None:
    """From anywhere, across what it is kept in."""
    (one,) = listed(served, "large.example")
    whole = served.get(f"/warc/{one['filename']}").body
    assert LARGE in whole
    start = segments.SIZE - 10
    got = served.get(f"/warc/{one['filename']}", Range=f"bytes={start}-{start + 99}")
    assert (got.status, got.body) == (206, whole[start : start + 100])


def test_what_is_not_there_is_told(served: Served) -> None:
    """A name of another time or number, bytes behind the end, a part of what was before."""
    name = listed(served, "news.example/b")[0]["filename"]
    for other in ("x", "20251005120000-5.warc", "20251005130000-999.warc", f"{name}.gz"):
        assert served.get(f"/warc/{other}").status == 404
    size = len(served.get(f"/warc/{name}").body)
    beyond = served.get(f"/warc/{name}", Range=f"bytes={size}-")
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    tag = served.get(f"/warc/{name}").headers["etag"]
    assert served.get(f"/warc/{name}", Range="bytes=0-9", If_Range=tag).status == 206
    assert served.get(f"/warc/{name}", Range="bytes=0-9", If_Range='"x"').status == 200
    assert served.get(f"/warc/{name}", method="HEAD").body == b""


def test_a_file_runs_nowhere(served: Served) -> None:
    """Browsers are to save it."""
    name = listed(served, "news.example/b")[0]["filename"]
    got = served.get(f"/warc/{name}")
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    ("field", "part"),
    [("", None), ("bytes=0-", Part(0, 10)), ("bytes=2-4", Part(2, 3)), ("bytes=-3", Part(7, 3)),
     ("bytes=-20", Part(0, 10)), ("bytes=5-20", Part(5, 5)), ("bytes=-", None),
     ("bytes=4-2", None), ("bytes=0-1,3-4", None), ("lines=0-1", None), ("bytes=-0", Part(10, 0)),
     ("bytes=10-", Part(10, 0))],
)  # fmt: skip
def test_ranges_are_read_as_the_standard_has_them(field: str, part: Part | None) -> None:
    """RFC 9110, 14.1.2."""
    assert part_of(field, 10) == part


@given(st.binary(max_size=30), st.integers(0, 40), st.integers(0, 40))
def test_a_part_is_what_lies_there(data: bytes, start: int, end: int) -> None:
    """As slices have it."""
    part = part_of(f"bytes={start}-{end}", len(data))
    if end < start:
        assert part is None
    else:
        assert part is not None
        assert data[part.start : part.start + part.size] == data[start : end + 1]
        assert len(data[start : end + 1]) == part.size
