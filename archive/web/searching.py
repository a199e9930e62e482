"""What a search address asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode

from archive.serving.addresses import whole_url
from archive.urls import parsed_time

_URL = re.compile(
    r"https?:/|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,18}(?::\d+)?/\S*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of a search, as typed.

    Attributes:
        query: words.
        source: name of a source, or empty.
        language: ISO 639-1 code, or empty.
        since, until: year, month or day; both inclusive; may be empty.
        number: page of results, from 1.
    """

    SIZE: ClassVar[int] = 20
    LAST: ClassVar[int] = 50
    """Nobody reads further, and each page costs more than the one before."""

    query: str = ""
    source: str = ""
    language: str = ""
    since: str = ""
    until: str = ""
    number: int = 1

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Asked:
        """Read the fields of an address."""
        number = fields.get("p", "1")
        return cls(
            query=fields.get("q", "")[:1000],
            source=fields.get("source", ""),
            language=fields.get("lang", ""),
            since=fields.get("from", "").strip(),
            until=fields.get("to", "").strip(),
            number=min(max(int(number), 1), cls.LAST) if re.fullmatch(r"\d{1,4}", number) else 1,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether only some pages are searched."""
        return bool(self.source or self.language or self.since or self.until)

    @property
    def widened(self) -> Asked:
        """The same words in all pages."""
        return Asked(self.query)

    @property
    def offset(self) -> int:
        """How many hits stand on the pages before this one."""
        return (self.number - 1) * self.SIZE

    @property
    def url(self) -> str | None:
        """The URL that was typed instead of words, if so."""
        text = self.query.strip()
        return whole_url(text) if _URL.match(text) and not re.search(r"\s", text) else None

    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """The first moment of ``since`` and the first after ``until``; what is no date is none."""
        return parsed_time(self.since), _after(self.until)

    def faults(self) -> list[str]:
        """What was typed and is no date."""
        typed = (self.since, self.until)
        return [text for text in typed if text and parsed_time(text) is None]

    def page(self, number: int) -> str:
        """The address of another page of the same search."""
        asked = replace(self, number=number)
        fields = {
            "q": asked.query, "source": asked.source, "lang": asked.language,
            "from": asked.since, "to": asked.until, "p": str(number) if number > 1 else "",
        }  # fmt: skip
        return "/search?" + urlencode({key: value for key, value in fields.items() if value})


def _after(text: str) -> datetime | None:
    start = parsed_time(text)
    if start is None:
        return None
    digits = re.sub(r"\D", "", text)
    if len(digits) == 4:
        return datetime(start.year + 1, 1, 1, tzinfo=UTC) if start.year < 9999 else None
    if len(digits) == 6:
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=1)
