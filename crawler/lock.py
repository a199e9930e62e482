"""One crawl at a time writes an archive; a second one is told who holds it."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.errors import BadInput, Locked

_FORM = "%Y-%m-%d %H:%M:%S"
_NOTE = re.compile(r"process (\d+), since (.{19}) UTC(?:, until (.{19}) UTC at the latest)?")
_GRACE = timedelta(minutes=15)
"""How long after its time a crawl may take to end and to read texts anew."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that crawls.

    Attributes:
        process: its number.
        since: since when.
        until: when its time is up; ``None`` where it has none.
    """

    process: int
    since: datetime
    until: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether it should have ended long ago."""
        return self.until is not None and now > self.until + _GRACE


class Crawling(Locked):
    """Another crawl holds the lock of an archive.

    Attributes:
        holder: who; ``None`` where that is not known.
    """

    def __init__(self, words: str, holder: Holder | None) -> None:
        super().__init__(words)
        self.holder = holder


@contextmanager
def held(archive: Path, most: timedelta | None = None) -> Iterator[None]:
    """Hold the crawl lock of an archive; the system lets go of it however the process ends.

    Args:
        archive: the archive file.
        most: how long the crawl may take, to be told to others.

    Raises:
        Crawling: another crawl holds it.
        BadInput: there is no folder, or it cannot be written.
    """
    path = archive.with_name(f"{archive.name}.lock")
    if not path.parent.is_dir():
        raise BadInput(f"cannot make an archive at {archive}: {path.parent} is no folder")
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise _crawling(archive, file.read().strip()) from None
        now = datetime.now(UTC)
        until = f", until {now + most:{_FORM}} UTC at the latest" if most else ""
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {now:{_FORM}} UTC{until}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def at_work(archive: Path) -> Holder | None:
    """Who crawls into an archive now, as far as that can be told without taking the lock."""
    try:
        note = archive.with_name(f"{archive.name}.lock").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    holder = _holder(note.strip())
    return holder if holder and _is_alive(holder.process) else None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def _crawling(archive: Path, note: str) -> Crawling:
    holder = _holder(note)
    advice = "wait for it, or crawl into another archive"
    if holder and holder.is_late(datetime.now(UTC)):
        advice = f"it should have ended by then; if it hangs, end it with `kill {holder.process}`"
    return Crawling(
        f"another crawl is writing {archive} ({note or 'unknown process'}); {advice}", holder
    )


def _holder(note: str) -> Holder | None:
    match = _NOTE.fullmatch(note)
    if match is None:
        return None
    try:
        since, until = (_time(text) for text in match.groups()[1:])
    except ValueError:
        return None
    return Holder(int(match[1]), since, until) if since else None


def _time(text: str | None) -> datetime | None:
    return datetime.strptime(text, _FORM).replace(tzinfo=UTC) if text else None
