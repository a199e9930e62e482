"""Links between a page, its TimeGate, its TimeMaps and its mementos (RFC 7089, 2.2; RFC 8288)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

LINK_FORMAT = "application/link-format"


@dataclass(frozen=True, slots=True)
class Link:
    """A link.

    Attributes:
        uri: where it leads.
        rel: what is there, in the words of RFC 7089.
        time: of a memento.
        since, until: of a TimeMap.
    """

    uri: str
    rel: str
    time: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None

    def written(self) -> str:
        """The link as in a ``Link`` field and in a TimeMap."""
        parts = [f"<{self.uri}>", f'rel="{self.rel}"']
        if self.rel in ("self", "timemap"):
            parts.append(f'type="{LINK_FORMAT}"')
        for name, time in (("datetime", self.time), ("from", self.since), ("until", self.until)):
            if time is not None:
                parts.append(f'{name}="{http_date(time)}"')
        return "; ".join(parts)


def http_date(time: datetime) -> str:
    """A time as the fields of RFC 7089 have it (2.1.1)."""
    return format_datetime(time, usegmt=True)


def field(links: Iterable[Link]) -> str:
    """The value of a ``Link`` field."""
    return ", ".join(link.written() for link in links)


def rel_of(time: datetime, first: datetime, last: datetime) -> str:
    """What a memento of a time is called among others."""
    words = ["first"] if time == first else []
    words += ["last"] if time == last else []
    return " ".join([*words, "memento"])
