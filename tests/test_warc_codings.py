"""Compressed and joined files: every coding is read, and on after damage."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.errors import BadInput
from archive.formats import codings, import_warc
from archive.formats.pieces import Fault, Piece, pieces
from archive.formats.tape import Tape
from tests.warcs import record, response, written

URL = "http://site.example/"
CHANCE = random.Random(5)


def answers(count: int, size: int = 3000) -> list[bytes]:
    """Records with bodies that do not compress to nothing."""
    bodies = (CHANCE.randbytes(size) for _ in range(count))
    return [
        record("response", n, response(body, "Content-Type: image/png\r\n"), url=f"{URL}{n}").raw
        for n, body in enumerate(bodies)
    ]


def lz4(data: bytes) -> bytes:
    """One LZ4 frame."""
    frame = pytest.importorskip("lz4.frame", reason="the library for LZ4 is not installed")
    return bytes(frame.compress(data))


def zstd(data: bytes) -> bytes:
    """One zstd frame."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(data)


PACKERS: list[Callable[[bytes], bytes]] = [gzip.compress, zstd, lz4]
NAMES = ["gzip", "zstd", "lz4"]


@pytest.mark.parametrize("packed", PACKERS, ids=NAMES)
@pytest.mark.parametrize("is_whole", [True, False], ids=["one frame", "a frame a record"])
def test_every_coding_is_read(
    archive: Archive, tmp_path: Path, packed: Callable[[bytes], bytes], is_whole: bool
) -> None:
    """A frame for each record, or one for all of them."""
    raw = answers(5)
    parts = [packed(b"".join(raw))] if is_whole else [packed(part) for part in raw]
    result = import_warc(archive, written(tmp_path / "a.warc", *parts))
    assert (result.captures, result.skipped, result.doubtful) == (5, (), ())


@pytest.mark.parametrize("packed", PACKERS, ids=NAMES)
def test_damage_costs_one_frame(
    archive: Archive, tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    """Reading goes on at the next; what was damaged is named by its offset."""
    parts = [packed(part) for part in answers(4)]
    at = len(parts[1]) // 2
    parts[1] = (
        parts[1][:at] + bytes(byte ^ 0x5A for byte in parts[1][at : at + 40]) + parts[1][at + 40 :]
    )
    result = import_warc(archive, written(tmp_path / "a.warc", *parts))
    assert all(archive.capture(f"{URL}{n}") for n in (0, 2, 3))
    assert len(parts[0]) in {skip.offset for skip in (*result.skipped, *result.doubtful)}


@pytest.mark.parametrize("packed", PACKERS, ids=NAMES)
def test_a_lost_beginning_of_a_frame_costs_that_frame(
    archive: Archive, tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    """Without its magic number nothing of it can be decoded."""
    parts = [packed(part) for part in answers(3)]
    parts[1] = b"lost" + parts[1][4:]
    result = import_warc(archive, written(tmp_path / "a.warc", *parts))
    assert result.captures == 2
    assert [skip.offset for skip in result.skipped] == [len(parts[0])]


@pytest.mark.parametrize("packed", PACKERS, ids=NAMES)
def test_a_truncated_file_gives_what_is_there(
    archive: Archive, tmp_path: Path, packed: Callable[[bytes], bytes]
) -> None:
    """Also of the record that was being written."""
    whole = packed(b"".join(answers(3, 400_000)))
    result = import_warc(archive, written(tmp_path / "a.warc", whole[: len(whole) * 9 // 10]))
    outcomes = [capture.outcome for capture in archive.all_captures()]
    assert outcomes == ["ok", "ok", "partial"]
    assert "the file ends in the middle of compressed data" in result.skipped[0].reason


def test_a_dictionary_may_be_compressed_itself(archive: Archive, tmp_path: Path) -> None:
    """As the proposal for .warc.zst allows."""
    raw = answers(3)
    trained = zstandard.train_dictionary(4096, [bytes(CHANCE.choices(raw[0], k=400))] * 400)
    packer = zstandard.ZstdCompressor(dict_data=trained)
    front = zstd(trained.as_bytes())
    front = b"\x5d\x2a\x4d\x18" + len(front).to_bytes(4, "little") + front
    file = written(tmp_path / "a.warc.zst", front, *map(packer.compress, raw))
    assert import_warc(archive, file).captures == 3


def test_files_can_be_joined(archive: Archive, tmp_path: Path) -> None:
    """``cat`` of compressed files, of a WARC and an ARC file, of ARC and WARC."""
    one, two, three, four = answers(4)
    joined = gzip.compress(one) + zstd(two) + gzip.compress(three) + four
    assert import_warc(archive, written(tmp_path / "a", joined)).captures == 4
    about = b"1 0 Somebody\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = f"filedesc://a.arc 0.0.0.0 20140325121225 text/plain {len(about)}\n".encode() + about
    arc += b"\n" + f"{URL}arc 192.0.2.1 20140325121225 text/html {len(response())}\n".encode()
    arc += response() + b"\n"
    for number, data in enumerate((one + arc, arc + two)):
        with Archive.open(tmp_path / f"{number}.db") as other:
            result = import_warc(other, written(tmp_path / "b", data))
            assert (result.captures, result.skipped) == (2, ())


def test_lines_like_those_of_an_arc_are_no_records_in_a_warc(
    archive: Archive, tmp_path: Path
) -> None:
    """They stand in pages that list such files."""
    line = b"http://other.example/ 192.0.2.1 20140325121225 text/html 5\nhello\n"
    file = written(tmp_path / "a.warc", answers(1)[0], line, answers(1)[0])
    assert import_warc(archive, file).skipped[0].reason == f"{len(line)} bytes that are no record"


def test_without_the_library_for_lz4_it_is_said_what_to_install(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(codings, "import_module", missing)
    file = written(tmp_path / "a.warc.lz4", b"\x04\x22\x4d\x18 and so on")
    with pytest.raises(BadInput, match=r"pip install 'greffe\[lz4\]'"):
        import_warc(archive, file)


# Going back


def decoded(parts: list[Piece | Fault]) -> bytes:
    """All bytes of some pieces."""
    return b"".join(part.data for part in parts if isinstance(part, Piece))


@pytest.mark.parametrize("packed", [bytes, *PACKERS], ids=["plain", *NAMES])
def test_what_was_read_can_be_read_again_from_anywhere(packed: Callable[[bytes], bytes]) -> None:
    """From each piece on, to the end of the file, over the borders of frames."""
    parts = [CHANCE.randbytes(size) + bytes(3_000_000) for size in (10, 700_000, 40)]
    data = b"".join(map(packed, parts))
    found = list(pieces(lambda: io.BytesIO(data)))
    assert decoded(found) == b"".join(parts)
    for number, part in enumerate(found):
        assert isinstance(part, Piece)
        assert decoded(list(part.again())) == decoded(found[number:])


@given(
    steps=st.lists(st.integers(0, 900), max_size=6),
    back=st.integers(0, 900),
    packed=st.sampled_from([bytes, gzip.compress, zstd]),
)
def test_a_tape_returns_to_a_mark(
    steps: list[int], back: int, packed: Callable[[bytes], bytes]
) -> None:
    """What comes after it is what came after it before; its place is the same."""
    raw = bytes(range(256)) * 12
    data = packed(raw[:1000]) + packed(raw[1000:])
    tape = Tape(pieces(lambda: io.BytesIO(data)))
    for step in steps:
        tape.drop(min(step, tape.ahead(1000) - 1) if tape.ahead(1000) else 0)
    if not tape.ahead(1):
        return
    mark, place, rest = tape.mark(), tape.place, tape.peek(4000)
    tape.drop(back)
    assert b"".join(mark.read(0, len(rest))) == rest
    tape.back(mark)
    assert (tape.place, tape.peek(4000)) == (place, rest)
