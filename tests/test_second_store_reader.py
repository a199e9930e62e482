"""A second reader of the archive file, written from docs/format.md alone, gets every byte.

``Reader`` uses nothing of Greffe: SQLite, Zstandard and zlib.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard

from archive import Archive
from archive.retention import Stage, thinned
from archive.store import segments
from archive.store.marks import SCHEMA
from tests.exchanges import LONG, exchange, page
from tests.test_older_archives import OLDER, kept
from tests.test_retention import NOW

FORMAT = Path(__file__).parents[1] / "docs" / "format.md"


class Reader:
    """What docs/format.md says, in code."""

    def __init__(self, path: Path) -> None:
        """Open a file for reading."""
        self.db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        assert self.db.execute("PRAGMA application_id").fetchone() == (0x47524546,)

    def records(self, capture: int) -> list[bytes]:
        """Step 1."""
        sql = "SELECT frame_id FROM capture WHERE id = ?"
        frame = self.frame(*self.db.execute(sql, (capture,)).fetchone())
        sql = "SELECT start, size FROM record WHERE capture_id = ? ORDER BY start"
        return [frame[start : start + size] for start, size in self.db.execute(sql, (capture,))]

    def frame(self, number: int) -> bytes:
        """Steps 2 and 3."""
        sql = "SELECT codec, size, digest, recipe FROM frame WHERE id = ?"
        codec, size, digest, recipe = self.db.execute(sql, (number,)).fetchone()
        if codec == "segments":
            raw = b"".join(self.segments(number))
        else:
            raw = self.content(number)
            raw = cooked(raw[:recipe], raw[recipe:]) if recipe else raw
        assert len(raw) == size
        assert hashlib.sha256(raw).digest() == digest
        return raw

    def segments(self, number: int) -> Iterator[bytes]:
        """What is held in pieces."""
        sql = "SELECT codec, digest, data FROM segment WHERE frame_id = ? ORDER BY start"
        for codec, digest, data in self.db.execute(sql, (number,)):
            raw = data if codec == "raw" else zstandard.ZstdDecompressor().decompress(data)
            assert hashlib.sha256(raw).digest() == digest
            yield raw

    def content(self, number: int) -> bytes:
        """Step 2."""
        sql = "SELECT codec, data FROM frame WHERE id = ?"
        codec, data = self.db.execute(sql, (number,)).fetchone()
        if codec == "raw":
            return bytes(data)
        sql = "SELECT base_id FROM base WHERE frame_id = ? ORDER BY place"
        joined = b"".join(self.content(base) for (base,) in self.db.execute(sql, (number,)))
        kind = zstandard.DICT_TYPE_RAWCONTENT
        words = zstandard.ZstdCompressionDict(joined, dict_type=kind) if joined else None
        return zstandard.ZstdDecompressor(dict_data=words).decompress(data)

    def words(self, version: int) -> tuple[str, str]:
        """A text and its outline, as "Texts" says; against both digests."""
        sql = (
            "SELECT digest, fixity, title, summary, kind, authors, published, modified, language, "
            "canonical, extractor FROM version WHERE id = ?"
        )
        row = self.db.execute(sql, (version,)).fetchone()
        digest, fixity, title, summary, kind, *others = row
        blocks, _, text = self.wording(version).decode().partition("\n")
        assert hashlib.sha256(f"{title}\0{summary}\0{text}".encode()).digest() == digest
        listed = json.dumps([kind, blocks, *others], ensure_ascii=False)
        assert hashlib.sha256(listed.encode()).digest() == fixity
        return text, blocks

    def wording(self, version: int) -> bytes:
        """The outline, a line feed and the text."""
        sql = "SELECT text, blocks, packed, base_id FROM version WHERE id = ?"
        text, blocks, packed, base = self.db.execute(sql, (version,)).fetchone()
        if packed is None:
            return f"{blocks}\n{text}".encode()
        kind = zstandard.DICT_TYPE_RAWCONTENT
        prefix = self.wording(base) if base else b""
        words = zstandard.ZstdCompressionDict(prefix, dict_type=kind) if prefix else None
        return zstandard.ZstdDecompressor(dict_data=words).decompress(packed)

    def payload(self, capture: int) -> bytes:
        """Step 4; of what came without chunks."""
        sql = "SELECT coalesce(revisit_of, id), digest FROM capture WHERE id = ?"
        holder, digest = self.db.execute(sql, (capture,)).fetchone()
        for record in self.records(holder):
            head, _, block = record.removesuffix(b"\r\n\r\n").partition(b"\r\n\r\n")
            if b"WARC-Type: response" in head:
                body = block.partition(b"\r\n\r\n")[2]
                assert hashlib.sha256(body).digest() == digest
                return body
        raise AssertionError("no response")


def cooked(recipes: bytes, records: bytes) -> bytes:
    """Step 3."""
    parts, done = [], 0
    for line in recipes.splitlines():
        recipe = json.loads(line)
        at, end = recipe["at"], recipe["at"] + recipe["size"]
        parts += [records[done:at], coded(recipe, records[at:end])]
        done = end
    return b"".join([*parts, records[done:]])


def coded(recipe: dict[str, object], plain: bytes) -> bytes:
    """A body, coded again."""
    level, memory, window = recipe["deflate"]  # type: ignore[misc]
    packer = zlib.compressobj(level, zlib.DEFLATED, -window, memory)
    stream, last = b"", 0
    for at in recipe.get("flushes", []):  # type: ignore[attr-defined]
        stream += packer.compress(plain[last:at]) + packer.flush(zlib.Z_SYNC_FLUSH)
        last = at
    stream += packer.compress(plain[last:]) + packer.flush()
    trailer = {
        "gzip": struct.pack("<II", zlib.crc32(plain), len(plain) % (1 << 32)),
        "zlib": struct.pack(">I", zlib.adler32(plain)),
        "": b"",
    }[str(recipe.get("wrap", ""))]
    ends = [bytes.fromhex(str(recipe.get(name, ""))) for name in ("head", "tail")]
    whole = ends[0] + stream + trailer + ends[1]
    body, last = b"", 0
    for at, framing in recipe.get("cuts", []):  # type: ignore[attr-defined]
        body += whole[last:at] + framing.encode("latin-1")
        last = at
    return body + whole[last:]


def noisy(edition: int) -> bytes:
    """A page whose text stays and whose bytes do not; long enough that the next rests on it."""
    words = " ".join(f"word{n * n % 7919}" for n in range(2000))
    return page("Report", *LONG, words).replace(b"</body>", b"<!-- %d --></body>" % edition)


def chunked(body: bytes) -> bytes:
    """A body in chunks."""
    parts = (body[at : at + 500] for at in range(0, len(body), 500))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """Every way in which records are kept."""
    coding = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"
    framed = f"{coding}Transfer-Encoding: chunked\r\n"
    for n in range(6):
        archive.add(exchange("http://a.example/", noisy(n), hours=n), source="a")
        packed = gzip.compress(noisy(n), mtime=n)
        archive.add(exchange("http://b.example/", packed, fields=coding, hours=n), source="a")
        head = f"HTTP/1.1 200 OK\r\n{framed}\r\n".encode()
        whole = exchange("http://c.example/", response=head + chunked(packed), hours=n)
        archive.add(whole, source="a")
    fields = "Content-Type: application/octet-stream\r\n"
    large = os.urandom(1000) * 6000 + os.urandom(segments.SIZE)
    archive.add(exchange("http://d.example/", large, fields=fields, hours=9), source="a")
    archive.add(exchange("http://d.example/", status="304 Not Modified", hours=10), source="a")
    archive.add(exchange("http://e.example/", response=b"", error="no answer"), source="a")
    return archive


def assert_reads_all(archive: Archive) -> None:
    """Both readers give the same records."""
    reader = Reader(archive.path)
    for capture in archive.all_captures():
        ours = [b"".join(record.pieces()) for record in archive.records(capture)]
        assert reader.records(capture.id) == ours, capture
    reader.db.close()


def test_it_gets_every_record_byte_for_byte(filled: Archive) -> None:
    """Of frames that rest on others, with recipes, in segments, and raw ones."""
    counts = (
        "SELECT (SELECT count(*) FROM base), count(*) FILTER (WHERE recipe > 0), "
        "count(*) FILTER (WHERE codec = 'segments') FROM frame"
    )
    bases, recipes, long = filled.connection.execute(counts).fetchone()
    assert bases > 5
    assert recipes > 5
    assert long == 1
    assert_reads_all(filled)


def test_it_gets_payloads_of_revisits(filled: Archive) -> None:
    """By the digest of the capture."""
    reader = Reader(filled.path)
    for url in ("http://a.example/", "http://d.example/"):
        for capture in filled.captures(url):
            memento = filled.memento(capture)
            assert memento is not None
            assert hashlib.sha256(reader.payload(capture.id)).digest() == capture.digest
    reader.db.close()


def test_it_gets_every_text(archive: Archive) -> None:
    """Those that a page shows now, and those that it showed before."""
    for n in range(9):
        archive.add(exchange(body=page("Report", *LONG, f"Edition {n}."), hours=n))
    reader = Reader(archive.path)
    ours = {one.id: one for one in archive.versions("http://news.example/a")}
    assert {number: reader.words(number)[0] for number in ours} == {
        number: one.text for number, one in ours.items()
    }
    count = "SELECT count(packed), count(base_id), count(text) FROM version"
    assert reader.db.execute(count).fetchone() == (8, 8, 1)
    reader.db.close()


def test_it_gets_what_stays_after_thinning(filled: Archive) -> None:
    """What rested on a capture that went is told anew."""
    sql = "SELECT frame_id FROM capture WHERE id IN (SELECT id FROM capture ORDER BY id LIMIT 12)"
    rested = filled.connection.execute(f"SELECT count(*) FROM base WHERE base_id IN ({sql})")
    assert rested.fetchone()[0] > 0
    before = filled.totals()["captures"]
    done = thinned(filled, "a", (Stage(timedelta(0), "month"),), NOW)
    assert done.captures == 12
    assert before - 12 == filled.totals()["captures"]
    assert_reads_all(filled)


@pytest.mark.parametrize("schema", OLDER)
def test_it_reads_what_was_an_older_archive(schema: int, tmp_path: Path) -> None:
    """Once it is brought up to date."""
    with Archive.open(kept(schema, tmp_path)) as archive:
        assert_reads_all(archive)


def test_the_document_tells_of_every_table_and_view(archive: Archive) -> None:
    """With all columns of the views, in order."""
    text = FORMAT.read_text(encoding="utf-8")
    run = archive.connection.execute
    names = [row[0] for row in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        if not name.startswith(("latest_fts_", "past_fts_", "sqlite_")):
            assert f"`{name}`" in text, name
    for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        columns = [column[0] for column in run(f"SELECT * FROM {name}").description]
        assert re.search(rf"\| `{name}` \| {re.escape(', '.join(columns))}\b", text), name
    assert run("PRAGMA user_version").fetchone()[0] == SCHEMA
