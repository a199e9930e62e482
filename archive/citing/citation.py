"""A capture as it is cited: what its page says of itself, and what proves that it said so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from archive.citing.persons import Name

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DOUBLE = re.compile("“([^“”]*)”")
_SINGLE = re.compile(r"‘([^‘’]*)’(?!\w)")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:$|[T ])")
# Spaces of one character, and what only leads other characters (Unicode, annex 9) or cannot be
# seen; joiners are part of words in many scripts.
_STRAY = dict.fromkeys((
    *range(9), *range(14, 32), *range(127, 160), 0xAD, 0x200B, 0x200E, 0x200F,
    *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A), 0xFEFF,
    *range(0xD800, 0xE000), 0xFFFE, 0xFFFF,
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is known.

    Attributes:
        year, month, day: numbers; month and day may be ``None``.
    """

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def parts(self) -> list[int]:
        """Year, month and day, those that are known."""
        return [part for part in (self.year, self.month, self.day) if part is not None]

    @property
    def words(self) -> str:
        """``14 March 2025``, ``March 2025``, ``2025``."""
        named = MONTHS[self.month - 1] if self.month else None
        return " ".join(str(part) for part in (self.day, named, self.year) if part is not None)


@dataclass(frozen=True, slots=True)
class Citation:
    """A capture, or words in it, as they are cited. What is not known is empty.

    Attributes:
        kind: what the page is (``archive.clean.PageKind``).
        title: of the page.
        authors: who wrote it.
        site: name of the web site.
        publisher: who publishes it, where that is another name.
        published: when, as the page says.
        number: application number or reference of a document, as a catalogue has it.
        language: ISO 639-1.
        url: of the page on the web.
        captured: when it was captured.
        archive_url: of the capture in the archive.
        is_public: whether others can open that: not so of an address of this machine.
        sha256: of the payload, in hexadecimal digits.
        presence: ``live``, ``dead`` or empty: whether the page is at its address now.
        quote: words that are quoted.
        quote_stands: whether they stand in the latest text of the page.
        page: of a document, on which they are.
    """

    kind: str
    title: str
    url: str
    captured: datetime
    authors: tuple[Name, ...] = ()
    site: str = ""
    publisher: str = ""
    published: Day | None = None
    number: str = ""
    language: str = ""
    archive_url: str = ""
    is_public: bool = False
    sha256: str = ""
    presence: str = ""
    quote: str = ""
    quote_stands: bool = True
    page: int | None = None

    @property
    def captured_on(self) -> Day:
        """The day of the capture (UTC)."""
        time = self.captured.astimezone(UTC)
        return Day(time.year, time.month, time.day)

    @property
    def clock(self) -> str:
        """When it was captured: ``2025-10-05 12:00:00 UTC``."""
        return f"{self.captured.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def day_of(text: str | None) -> Day | None:
    """The date of an ISO 8601 date or time, as far as it goes; in the zone it is given in."""
    match = _DAY.match(text or "")
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:
        return None
    return Day(year or 0, month, day)


def line(text: str) -> str:
    """Words of others in one line, without what cannot be seen and what leads a terminal."""
    return " ".join(text.translate(_STRAY).split())


def inner_single(text: str) -> str:
    """A text that is put in double quotation marks: those in it become single ones."""
    return _DOUBLE.sub(r"‘\1’", text)


def inner_double(text: str) -> str:
    """A text that is put in single quotation marks: those in it become double ones."""
    return _SINGLE.sub(r"“\1”", text)


def joined(names: tuple[Name, ...], most: int = 3) -> str:
    """Names as people write them: ``A``, ``A and B``, ``A, B and C``, ``A and others``."""
    shown = [name.shown for name in names]
    if len(shown) > most:
        return f"{shown[0]} and others"
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
