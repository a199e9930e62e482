"""Which captures are meant: by source, by beginning of the URL, by time, by a search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.urls import microseconds, urlkey

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds, of which ``archive.search.found_by`` is the maker.

    Attributes:
        words: what was understood.
        sql: a query for the numbers of the pages.
        values: its values.
    """

    words: str
    sql: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of captures; without any condition all of them.

    Attributes:
        source: name of the source they belong to.
        prefix: beginning of their URL, scheme and ``www.`` aside; of one that ends in ``/``, what
            is below it.
        since: captured then or later.
        until: captured before then.
        found: of pages whose current text a search finds, all of them.
    """

    source: str | None = None
    prefix: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    found: Found | None = None

    @property
    def lack(self) -> str:
        """What to say where it chooses nothing."""
        if self == Selection():
            return "the archive holds nothing to export yet"
        return "nothing to export; loosen --source, --prefix, --from, --to or --search"

    def condition(self, capture: str = "capture") -> tuple[str, list[object]]:
        """The choice as an SQL condition on a table of captures, and its values."""
        parts: list[str] = []
        values: list[object] = []
        if self.source is not None:
            parts.append(f"{capture}.source_id = (SELECT id FROM source WHERE name = ?)")  # noqa: S608
            values.append(self.source)
        if self.prefix:
            spans = _spans(self.prefix)
            either = " OR ".join([f"{capture}.urlkey >= ? AND {capture}.urlkey < ?"] * len(spans))
            parts.append(f"({either})")
            values += [bound for span in spans for bound in span]
        if self.since is not None:
            parts.append(f"{capture}.time >= ?")
            values.append(microseconds(self.since))
        if self.until is not None:
            parts.append(f"{capture}.time < ?")
            values.append(microseconds(self.until))
        if self.found is not None:
            parts.append(f"{capture}.page_id IN ({self.found.sql})")
            values += self.found.values
        return " AND ".join(parts) or "1", values


def _spans(prefix: str) -> list[tuple[str, str]]:
    """Ranges of keys: a key drops the slash that a folder's URL ends with."""
    key = urlkey(prefix if "://" in prefix else f"http://{prefix}")
    if not prefix.endswith("/") or key.endswith("/"):
        return [(key, key + _LAST)]
    return [(key, key + "\x00"), (key + "/", key + "/" + _LAST), (key + "?", key + "?" + _LAST)]
