"""What can go wrong, each with one clear line and the exit code of the command.

The codes are documented in ``docs/exit-codes.md``; a test holds both lists equal.
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of ``greffe`` (65 to 75 follow BSD's ``sysexits.h`` where one fits)."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOTHING = 3
    PARTLY = 4
    BLOCKED = 5
    UNREACHABLE = 6
    REFUSED = 7
    BAD_INPUT = 65
    NO_INPUT = 66
    DAMAGED = 70
    DISK = 74
    LOCKED = 75
    NEWER = 78
    INTERRUPTED = 130


class GreffeError(Exception):
    """An error a person can act on: its text says what was tried, found, and what to do next."""

    exit: Exit = Exit.FAILED


class MissingArchive(GreffeError):
    """No file at the path of the archive."""

    exit = Exit.NO_INPUT


class ForeignFile(GreffeError):
    """The file is no Greffe archive."""

    exit = Exit.BAD_INPUT


class NewerArchive(GreffeError):
    """The archive was written by a newer Greffe."""

    exit = Exit.NEWER


class DamagedArchive(GreffeError):
    """The archive's bytes do not agree with its own digests or with SQLite's rules."""

    exit = Exit.DAMAGED


class DiskFull(GreffeError):
    """No space left for the archive; what was committed is intact."""

    exit = Exit.DISK


class Locked(GreffeError):
    """Another process holds what is needed."""

    exit = Exit.LOCKED


class BadInput(GreffeError):
    """A file or value given by a person cannot be used."""

    exit = Exit.BAD_INPUT


class TooLong(GreffeError):
    """Content is too long to be had in one piece."""

    exit = Exit.BAD_INPUT


class TooSlow(GreffeError):
    """What was asked for takes longer than who asks may take."""


class NotFound(GreffeError):
    """What was asked for is not in the archive."""

    exit = Exit.NOTHING
