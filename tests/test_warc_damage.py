"""Damaged and oddly wrapped WARC files: what can be read is kept, what cannot is named."""

from __future__ import annotations

import base64
import gzip
import random
import re
from pathlib import Path

import pytest
import zstandard

from archive import Archive
from archive.errors import BadInput
from archive.formats import import_warc
from archive.store.records import Record
from tests.warcs import record, response, written

URL = "http://site.example/a"


def two() -> tuple[Record, Record]:
    """Two captures."""
    return record("response", 1, response()), record("response", 2, response(), url=URL + "2")


def test_a_file_cut_off_gives_all_before_the_cut(archive: Archive, tmp_path: Path) -> None:
    """Plain: the last record is named with how much of it there is, and that is kept."""
    first, second = two()
    file = written(tmp_path / "a.warc", first, second.raw[:-100])
    result = import_warc(archive, file)
    assert result.captures == 2
    (skip,) = result.skipped
    assert skip.offset == len(first.raw)
    assert "the file ends" in skip.reason


def test_a_compressed_file_cut_off_gives_all_before_the_cut(
    archive: Archive, tmp_path: Path
) -> None:
    """Compressed: the offset is that of the member that was cut."""
    first, second = (gzip.compress(part.raw, mtime=0) for part in two())
    file = tmp_path / "a.warc.gz"
    file.write_bytes(first + second[:-20])
    result = import_warc(archive, file)
    assert (result.captures, [skip.offset for skip in result.skipped]) == (2, [len(first)])


def test_what_there_is_of_a_cut_answer_is_a_partial_capture(
    archive: Archive, tmp_path: Path
) -> None:
    """Under an id of its own, the head as it was beside it; the whole may still come."""
    whole = two()[0]
    import_warc(archive, written(tmp_path / "a.warc", whole.raw[:-60]))
    (capture,) = archive.all_captures()
    answer, note = archive.records(capture)
    assert (capture.outcome, capture.status) == ("partial", 200)
    assert "the file ends" in (capture.evidence or "")
    assert whole.block.startswith(answer.block)
    assert answer.uri != whole.uri
    assert (answer.field("WARC-Truncated"), note.type) == ("unspecified", "metadata")
    assert base64.b64encode(whole.head) in note.block
    assert import_warc(archive, written(tmp_path / "a.warc", whole.raw[:-60])).duplicates == 1
    assert import_warc(archive, written(tmp_path / "a.warc", whole)).captures == 1


@pytest.mark.parametrize("kind", ["request", "response"])
def test_a_cut_record_that_shows_nothing_is_only_named(
    archive: Archive, tmp_path: Path, kind: str
) -> None:
    """A request, or a head of an answer that does not end."""
    bad = record(kind, 1, b"GET / HTTP/1.1\r\nHost: a\r\n")
    first, _ = two()
    result = import_warc(archive, written(tmp_path / "a.warc", first, bad.raw[:-8]))
    assert result.captures == 1
    assert "kept" not in result.skipped[0].reason


@pytest.mark.parametrize("at", [15, 60, -3])
def test_a_damaged_gzip_member_harms_no_other(archive: Archive, tmp_path: Path, at: int) -> None:
    """Reading goes on at the next member; what the damage reached is named."""
    parts = [gzip.compress(part.raw, mtime=0) for part in two()]
    bad = bytearray(parts[0])
    bad[at] ^= 0xFF
    file = tmp_path / "a.warc.gz"
    file.write_bytes(bytes(bad) + b"no gzip" + parts[1])
    result = import_warc(archive, file)
    assert archive.capture(URL + "2") is not None
    assert result.skipped
    assert result.skipped[0].offset == 0


def test_garbage_between_records_is_named(archive: Archive, tmp_path: Path) -> None:
    """With its place and length."""
    first, second = two()
    junk = b"junk that is\nno record\n"
    result = import_warc(archive, written(tmp_path / "a.warc", first, junk, second))
    assert result.captures == 2
    (skip,) = result.skipped
    assert (skip.offset, skip.reason) == (len(first.raw), f"{len(junk)} bytes that are no record")


@pytest.mark.parametrize("wrong", [10**4, 10**12, 900])
def test_a_content_length_too_large_swallows_no_other_record(
    archive: Archive, tmp_path: Path, wrong: int
) -> None:
    """What stands before the next record is kept, and that it may not be whole is said."""
    first, second = two()
    size = f"Content-Length: {len(first.block)}\r\n\r\nHTTP".encode()
    bad = first.raw.replace(size, f"Content-Length: {wrong}\r\n\r\nHTTP".encode())
    assert bad != first.raw
    result = import_warc(archive, written(tmp_path / "a.warc", bad, second))
    assert archive.capture(URL + "2") is not None
    kept = archive.capture(URL)
    assert kept is not None
    assert (kept.outcome, archive.records(kept)[0].block) == ("partial", first.block)
    assert re.search("Content-Length|more than the file", result.skipped[0].reason)


def test_a_content_length_too_small_is_doubtful(archive: Archive, tmp_path: Path) -> None:
    """The block does not have its digest, and bytes are left over."""
    first, second = two()
    size = f"Content-Length: {len(first.block)}\r\n\r\nHTTP".encode()
    bad = first.raw.replace(size, f"Content-Length: {len(first.block) - 9}\r\n\r\nHTTP".encode())
    result = import_warc(archive, written(tmp_path / "a.warc", bad, second))
    assert archive.capture(URL + "2") is not None
    assert len(result.doubtful) == 1
    assert "no record" in result.skipped[0].reason


def test_one_bad_capture_harms_no_other(archive: Archive, tmp_path: Path) -> None:
    """Even in the middle of a transaction."""
    first, second = two()
    bad = record("response", 3, response(), date="no date at all")
    result = import_warc(archive, written(tmp_path / "a.warc", first, bad, second))
    assert result.captures == 2
    assert "WARC-Date" in result.skipped[0].reason


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"root:x:0:0\n", "no whole WARC record"),
        (b"PK\x03\x04 and so on, a ZIP file", "ZIP"),
        (gzip.compress(b"just text", mtime=0), "no whole WARC record"),
    ],
)
def test_what_is_no_warc_is_refused_in_one_line(
    archive: Archive, tmp_path: Path, content: bytes, word: str
) -> None:
    """With what it is instead, where that can be told."""
    file = tmp_path / "a.warc"
    file.write_bytes(content)
    with pytest.raises(BadInput, match=word) as caught:
        import_warc(archive, file)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_said(archive: Archive, tmp_path: Path) -> None:
    """In one line."""
    with pytest.raises(BadInput, match="cannot read"):
        import_warc(archive, tmp_path / "none.warc")


def test_random_damage_never_raises(archive: Archive, tmp_path: Path) -> None:
    """Two hundred damaged files: each is read or refused, none breaks the reader."""
    chance = random.Random(7)
    first, second = two()
    plain = first.raw + second.raw
    packed = gzip.compress(first.raw) + gzip.compress(second.raw)
    file = tmp_path / "a.warc"
    for number in range(200):
        data = bytearray(packed if number % 2 else plain)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.choice((0, 1, 1, 40))] = chance.randbytes(
                chance.choice((0, 1, 3))
            )
        file.write_bytes(data)
        try:
            result = import_warc(archive, file)
        except BadInput:
            continue
        assert result.captures + result.duplicates + len(result.skipped) >= 1


# Other wrappings


def test_one_gzip_stream_over_all_is_read(archive: Archive, tmp_path: Path) -> None:
    """Files that somebody compressed as a whole."""
    file = tmp_path / "a.warc.gz"
    file.write_bytes(gzip.compress(b"".join(part.raw for part in two())))
    assert import_warc(archive, file).captures == 2


@pytest.mark.parametrize("has_dictionary", [True, False])
def test_zstandard_is_read(archive: Archive, tmp_path: Path, has_dictionary: bool) -> None:
    """One frame a record, with or without a dictionary in front."""
    raw = [part.raw for part in two()]
    samples = [bytes(random.Random(n).choices(raw[0], k=400)) for n in range(400)]
    trained = zstandard.train_dictionary(4096, samples)
    packer = zstandard.ZstdCompressor(dict_data=trained if has_dictionary else None)
    front = trained.as_bytes()
    front = b"\x5d\x2a\x4d\x18" + len(front).to_bytes(4, "little") + front
    file = tmp_path / "a.warc.zst"
    packed = b"".join(packer.compress(part) for part in raw)
    file.write_bytes((front if has_dictionary else b"") + packed)
    assert import_warc(archive, file).captures == 2


def test_arc_records_become_warc_records_the_same_every_time(
    archive: Archive, tmp_path: Path
) -> None:
    """The block is kept as it is; the header line is kept beside it."""
    about = b"1 0 Somebody\nURL IP-address Archive-date Content-type Archive-length\n"
    block = response()
    line = f"{URL}?a b 192.0.2.1 20140325121225 text/html {len(block)}\n".encode()
    file = tmp_path / "a.arc"
    opening = f"filedesc://a.arc 0.0.0.0 20140325121225 text/plain {len(about)}\n".encode()
    file.write_bytes(opening + about + b"\n" + line + block + b"\n")
    assert import_warc(archive, file).captures == 1
    (capture,) = archive.all_captures()
    assert (capture.url, capture.status) == (f"{URL}?a b", 200)
    answer, facts, info = archive.records(capture)
    assert answer.block == block
    assert line.strip() in facts.block
    assert (info.type, info.block) == ("warcinfo", about)
    assert import_warc(archive, file).duplicates == 1
