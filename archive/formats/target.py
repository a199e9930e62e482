"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.errors import BadInput, DiskFull

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


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
    if file.is_dir():
        raise BadInput(f"cannot write {file}: it is a folder; name a file in it")
    try:
        if file.exists() and not file.is_file():
            # A device or a pipe takes bytes, and must not be replaced by a file.
            with file.open("wb") as stream:
                yield stream
        else:
            with _replacing(file.resolve()) as stream:
                yield stream
    except OSError as error:
        raise _meaning(error, file) from error


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _meaning(error: OSError, file: Path) -> BadInput | DiskFull:
    if error.errno in _NO_SPACE:
        return DiskFull(
            f"no space left to write {file}; nothing was written: free space on that disk "
            "or name a file on another one"
        )
    return BadInput(f"cannot write {file}: {error.strerror or error}; nothing was written")
