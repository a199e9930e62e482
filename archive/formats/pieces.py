"""The bytes of a file with its compression removed, and where they cannot be had.

Web archives are damaged in transfer and cut off by full disks. What is decoded here goes on after
damage wherever the format has a place to go on from: at the next gzip member, zstd or LZ4 frame.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import zstandard

from archive.errors import BadInput
from archive.formats import codings
from archive.formats.codings import SIZE, Decoded, Resume

Opener = Callable[[], BinaryIO]
"""Opens a file anew, at its first byte."""

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_LZ4 = b"\x04\x22\x4d\x18"
_PART = re.compile(
    rb"\x1f\x8b\x08[\x00-\x1f]|" + re.escape(_ZSTD) + rb"|" + re.escape(_LZ4), re.DOTALL
)
_CONTENT = re.compile(rb"\s*(?:WARC/\d|[a-z]{2,12}:\S)")
_FOREIGN = {
    b"BZh": "compressed with bzip2; decompress it first",
    b"\xfd7zXZ": "compressed with xz; decompress it first",
    b"SQLite format 3": "an SQLite file; name it with --archive to open it",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that follow those of the piece before.

    Attributes:
        data: the bytes.
        offset: where in the file they come from: of compressed ones, where the gzip member or
            frame starts.
        inner: how far into the decoded data of that place they start; ``None`` for plain files.
        again: gives these bytes and all that come after them once more.
    """

    data: bytes
    offset: int
    inner: int | None
    again: Callable[[], Iterator[Piece | Fault]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Bytes are missing here: what comes next does not follow what came before."""

    offset: int
    reason: str


def pieces(opened: Opener) -> Iterator[Piece | Fault]:
    """The decoded bytes of a file: plain, or of gzip members, zstd frames, LZ4 frames.

    Raises:
        BadInput: it is of a kind that holds no WARC records, or a library is missing to read it.
    """
    with opened() as file:
        start = file.read(16)
        for magic, kind in _FOREIGN.items():
            if start.startswith(magic):
                raise BadInput(f"it is {kind}")
        if start.startswith(_LZ4):
            codings.lz4()
        file.seek(0)
        dictionary = codings.dictionary_of(file)
    return _File(opened, dictionary).parts(0)


@dataclass(frozen=True, slots=True)
class _File:
    opened: Opener
    dictionary: zstandard.ZstdCompressionDict | None

    def parts(
        self, start: int, resume: Resume | None = None, inner: int = 0
    ) -> Iterator[Piece | Fault]:
        """Everything from ``start`` on, which is the start of a part.

        Args:
            start: offset in the file.
            resume: decodes the part there on from the middle.
            inner: where the middle is, in decoded bytes.
        """
        with self.opened() as file:
            at: int | None = start
            while at is not None:
                file.seek(at)
                decoded = resume(file) if resume else self._decoder(file, is_first=at == 0)
                if decoded is None:
                    yield from self._plain(file, at)
                    return
                at = yield from self._part(file, at, decoded, inner)
                resume, inner = None, 0

    def _decoder(self, file: BinaryIO, *, is_first: bool) -> Decoded | None:
        """What decodes the part that begins here; ``None`` if it is plain text."""
        at = file.tell()
        start = file.read(64)
        file.seek(at)
        if start.startswith(_GZIP[: len(start)] or _GZIP):
            return codings.gunzipped(file)
        if start.startswith(_LZ4):
            return codings.unlz4(file)
        if start.startswith(_ZSTD) or (start[1:4] == codings.SKIPPABLE and start[0] >> 4 == 5):
            return codings.unzstd(file, self.dictionary)
        return None if is_first or _CONTENT.match(start) else _undecodable(file)

    def _part(
        self, file: BinaryIO, start: int, decoded: Decoded, inner: int
    ) -> Generator[Piece | Fault, None, int | None]:
        """One compressed part; returns where the next begins."""
        while True:
            try:
                data, resume = next(decoded)
            except StopIteration as stop:
                end: codings.End = stop.value
                break
            yield Piece(data, start, inner, self._again(start, resume, inner))
            inner += len(data)
        if end.fault:
            yield Fault(start, end.fault)
            return self._next_part(file, start + 1)
        return _past_padding(file, end.at)

    def _again(
        self, start: int, resume: Resume | None, inner: int
    ) -> Callable[[], Iterator[Piece | Fault]]:
        if resume is None:
            return lambda: _after(self.parts(start), start, inner)
        return lambda: self.parts(start, resume, inner)

    def _plain(self, file: BinaryIO, start: int) -> Iterator[Piece | Fault]:
        at = start
        file.seek(at)
        while data := file.read(SIZE):
            yield Piece(data, at, None, self._plainly(at))
            at += len(data)

    def _plainly(self, at: int) -> Callable[[], Iterator[Piece | Fault]]:
        def again() -> Iterator[Piece | Fault]:
            with self.opened() as file:
                yield from self._plain(file, at)

        return again

    def _next_part(self, file: BinaryIO, start: int) -> int | None:
        """The next place at or after ``start`` where records can be decoded."""
        at = start
        file.seek(at)
        while data := file.read(SIZE):
            for match in _PART.finditer(data):
                if self._opens(file, at + match.start()):
                    return at + match.start()
            at += max(len(data) - 3, 1)
            file.seek(at)
        return None

    def _opens(self, file: BinaryIO, at: int) -> bool:
        file.seek(at)
        start = io.BytesIO(file.read(SIZE))
        try:
            decoded = self._decoder(start, is_first=False)
            data, _ = next(decoded) if decoded else (b"", None)
        except (StopIteration, BadInput):
            return False
        return bool(_CONTENT.match(data))


def _undecodable(file: BinaryIO) -> Decoded:
    """What is neither compressed nor the start of a record."""
    yield from ()
    return codings.End(file.tell(), "bytes that are no compressed data")


def _past_padding(file: BinaryIO, at: int) -> int | None:
    # Tape drives and some copiers pad with zeros.
    file.seek(at)
    while data := file.read(4096):
        bare = data.lstrip(b"\0")
        if bare:
            return file.tell() - len(bare)
    return None


def _after(parts: Iterator[Piece | Fault], start: int, inner: int) -> Iterator[Piece | Fault]:
    """What comes from ``inner`` decoded bytes into the part at ``start`` on."""
    for part in parts:
        if isinstance(part, Piece) and part.offset == start and part.inner is not None:
            skip = max(inner - part.inner, 0)
            if skip < len(part.data):
                yield Piece(part.data[skip:], start, part.inner + skip, part.again)
        else:
            yield part
