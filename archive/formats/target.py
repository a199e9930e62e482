"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from archive.archive import Archive
from archive.errors import BadInput, DiskFull

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_full(error: OSError) -> bool:
    """Whether a disk, or what may be written to it, is full."""
    return error.errno in _NO_SPACE


def require_other(archive: Archive, file: Path | BinaryIO) -> None:
    """Raise ``BadInput`` where the archive itself would be written over."""
    if isinstance(file, Path) and file.exists() and file.samefile(archive.path):
        raise BadInput(f"{file} is the archive itself; name another file")


@contextmanager
def target(file: Path | BinaryIO) -> Iterator[BinaryIO]:
    """A file to write to; under its name only once all of it has reached the disk.

    Args:
        file: the file, which is replaced if it is there; or a stream, written to as it is.

    Raises:
        DiskFull: no space left; nothing of the file is left behind.
        BadInput: it cannot be written.
    """
    if not isinstance(file, Path):
        yield file
        file.flush()
        return
    with targets() as written:
        yield written.opened(file)


@contextmanager
def targets() -> Iterator[Targets]:
    """Files that come under their names together, once all of each has reached the disk.

    Raises:
        DiskFull: no space left; nothing of any of them is left behind.
        BadInput: one cannot be written.
    """
    written = Targets()
    try:
        with written:
            yield written
            written.named()
    except OSError as error:
        raise _meaning(error, written.last) from error


class Targets:
    """The files of one export, each beside its place under another name.

    Attributes:
        last: the file that was opened last.
    """

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._parts: dict[Path, tuple[Path, BinaryIO]] = {}
        self.last = Path()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for part, stream in self._parts.values():
            with suppress(OSError):
                stream.close()
            with suppress(OSError):
                part.unlink(missing_ok=True)
        self._stack.close()

    def opened(self, file: Path) -> BinaryIO:
        """A file to write to, and to read again what was written; it replaces one that is there.

        A device or a pipe takes bytes at once, and is not replaced by a file.

        Raises:
            BadInput: it is a folder.
        """
        if file.is_dir():
            raise BadInput(f"cannot write {file}: it is a folder; name a file in it")
        self.last = file
        if file.exists() and not file.is_file():
            return self._stack.enter_context(file.open("wb"))
        place = file.resolve()
        part = place.with_name(f".{place.name}.{os.getpid()}.part")
        stream = self._stack.enter_context(part.open("x+b"))
        self._parts[place] = (part, stream)
        return stream

    def named(self) -> None:
        """Let the files have their names."""
        for _, stream in self._parts.values():
            stream.flush()
            os.fsync(stream.fileno())
        for place, (part, _) in list(self._parts.items()):
            part.replace(place)
            del self._parts[place]


def _meaning(error: OSError, file: Path) -> BadInput | DiskFull:
    if is_full(error):
        return DiskFull(
            f"no space left to write {file}; nothing was written: free space on that disk "
            "or name a file on another one"
        )
    return BadInput(f"cannot write {file}: {error.strerror or error}; nothing was written")
