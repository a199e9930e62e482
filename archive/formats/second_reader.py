"""What was written, read back by another project's reader: warcio."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from archive.errors import BadInput

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """What warcio says of a WARC file.

    Attributes:
        records: records it read.
        verified: of those, records whose digests it computed and found right. It computes none
            for revisits.
        problems: offset and words of each it complains of.
    """

    records: int
    verified: int
    problems: tuple[tuple[int, str], ...]


def checked(file: Path, progress: Callable[[int], None] = lambda _: None) -> Checked:
    """Read a WARC file with warcio and let it compute every digest.

    Blocks are read as they lie in the file: removing content codings is no part of the check.

    Args:
        file: plain or gzipped.
        progress: told the number of records read so far.

    Raises:
        BadInput: the file cannot be opened.
    """
    records = verified = 0
    problems: list[tuple[int, str]] = []
    try:
        with file.open("rb") as stream:
            reader = ArchiveIterator(stream, check_digests=True)
            try:
                for record in reader:
                    while record.raw_stream.read(_PIECE):
                        pass
                    records += 1
                    verified += record.digest_checker.passed is True
                    offset = reader.get_record_offset()
                    problems += [(offset, words) for words in record.digest_checker.problems]
                    progress(records)
            except ArchiveLoadFailed as error:
                problems.append((stream.tell(), str(error).strip()))
    except OSError as error:
        raise BadInput(f"cannot read {file}: {error.strerror}") from error
    return Checked(records, verified, tuple(problems))
