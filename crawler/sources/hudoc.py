"""A source that is a query to one of the HUDOC databases: the table ``[hudoc]`` of a source file.

How the databases are asked is known from public clients of theirs; see ``docs/sources.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

from archive.clean.hudoc import SITES, Columns

if TYPE_CHECKING:
    from crawler.sources.loading import Reader

LIMIT = 10_000
"""Results of a query that can be had, as far as is known; those behind them cannot."""
RANKINGS = {"exec": "44444444-b0a6-44c9-bb6b-5886b928f985"}
RANKING = "11111111-0000-0000-0000-000000000000"
"""How results are weighed, which nothing here goes by: of one database, and of all others."""
_QUERY = "/app/query/results"
_PARAMETERS = ("query", "select", "sort", "start", "length", "rankingModelId", "facetquery")
"""All of them must be there, or the answer is 404."""
_WINDOW = re.compile(r'>="(\d{4}-\d\d-\d\d)T00:00:00\.0Z" AND \w+<="(\d{4}-\d\d-\d\d)T')
_WORD = re.compile(r"[A-Za-z0-9_]+")
_KEYS = (
    "site", "base", "query", "languages", "kinds", "since", "length", "limit", "pdf", "referer",
    "date", "columns",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """Days that documents are dated, the first and the last of them included."""

    first: date
    last: date

    @property
    def halves(self) -> tuple[Window, Window] | None:
        """The later and the earlier half; ``None`` of a single day."""
        if self.first >= self.last:
            return None
        middle = self.first + (self.last - self.first) // 2
        return Window(middle + timedelta(days=1), self.last), Window(self.first, middle)

    @property
    def is_year(self) -> bool:
        """Whether it is a whole year."""
        return self == year(self.first.year)


def year(number: int) -> Window:
    """The days of a year."""
    return Window(date(number, 1, 1), date(number, 12, 31))


@dataclass(frozen=True, slots=True)
class Hudoc:
    """A query to a HUDOC database.

    Attributes:
        site: which database: ``echr``, ``cpt``, ``greco`` ...
        base: where it is, without a final slash.
        query: a further condition, in its query language.
        languages: as it writes them: ``ENG``, ``FRE``; none for all.
        kinds: kinds of documents, as it writes them: ``HEJUD``; none for all.
        since: the first year that is asked for.
        length: results asked for at once.
        limit: results of a query that can be had.
        pdf: whether documents are fetched as PDF, too.
        referer: the page that requests name as the one they come from.
        date: the column with the day that windows are made of; empty for no windows.
        columns: further columns to ask for.
    """

    site: str
    base: str
    query: str = ""
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: int = 1949
    length: int = 500
    limit: int = LIMIT
    pdf: bool = False
    referer: str = ""
    date: str = ""
    columns: tuple[str, ...] = ()

    @property
    def names(self) -> Columns:
        """The columns of the database."""
        return SITES[self.site]

    @property
    def seed(self) -> str:
        """The query that a crawl begins with: everything, the newest first."""
        return self.asked(None, 0)

    def asks(self, url: str) -> bool:
        """Whether a URL is a query to the database."""
        return url.startswith(f"{self.base}{_QUERY}?")

    def owns(self, url: str) -> bool:
        """Whether a URL is one of the database's site."""
        return url.startswith(f"{self.base}/")

    def asked(self, window: Window | None, start: int) -> str:
        """The address of a query for some results.

        Args:
            window: the days they are dated; ``None`` for all.
            start: the first of them, from 0.
        """
        select = ",".join(dict.fromkeys((*self.names.all, *self.columns)))
        values = (
            self._condition(window), select, f"{self.date} Descending" if self.date else "",
            start, self.length, RANKINGS.get(self.site, RANKING), "",
        )  # fmt: skip
        pairs = zip(_PARAMETERS, values, strict=True)
        return f"{self.base}{_QUERY}?" + "&".join(
            f"{k}={quote(str(v), safe=',')}" for k, v in pairs
        )

    def meant(self, url: str) -> tuple[Window | None, int]:
        """The window and the start of a query that ``asked`` gave the address of."""
        said = parse_qs(urlsplit(url).query)
        found = _WINDOW.search(said.get("query", [""])[0]) if self.date else None
        start = said.get("start", ["0"])[0]
        days = [date.fromisoformat(word) for word in found.groups()] if found else []
        return Window(*days) if days else None, int(start) if start.isdigit() else 0

    def _condition(self, window: Window | None) -> str:
        parts = [f"contentsitename:{self.site.upper()}"]
        names = self.names
        for column, values in ((names.kind, self.kinds), (names.language, self.languages)):
            if values:
                parts.append("(" + " OR ".join(f'{column}="{value}"' for value in values) + ")")
        if self.query:
            parts.append(f"({self.query})")
        if window:
            first, last = window.first.isoformat(), window.last.isoformat()
            days = f'{self.date}>="{first}T00:00:00.0Z" AND {self.date}<="{last}T00:00:00.0Z"'
            parts.append(f"({days})")
        return " AND ".join(parts)


def hudoc_of(reader: Reader, table: Mapping[str, Any]) -> Hudoc | None:
    """The query that a source file names; ``None`` where it names none.

    Raises:
        BadInput: a key is unknown or wrong.
    """
    if "hudoc" not in table:
        return None
    said = reader.table(table, "hudoc", _KEYS)
    site = reader.value(said, "site", str, "")
    if site not in SITES:
        raise reader.error("site", f"is {site!r}; known: {', '.join(SITES)}", "hudoc.")
    names = SITES[site]
    base = reader.value(said, "base", str, f"https://hudoc.{site}.coe.int").rstrip("/")
    reader.urls({"base": [base]}, "base", "hudoc.base")
    found = Hudoc(
        site=site,
        base=base,
        query=reader.value(said, "query", str, "").strip(),
        languages=reader.strings(said, "languages"),
        kinds=reader.strings(said, "kinds"),
        since=reader.value(said, "since", int, names.since),
        length=reader.value(said, "length", int, 500),
        limit=reader.value(said, "limit", int, LIMIT),
        pdf=reader.value(said, "pdf", bool, False),
        referer=reader.value(said, "referer", str, f"{base}/eng"),
        date=reader.value(said, "date", str, names.date),
        columns=reader.strings(said, "columns"),
    )
    _require_sense(reader, found)
    return found if found.date in ("", *names.all) else _with_date(found)


def _with_date(found: Hudoc) -> Hudoc:
    """With the column of the date among those that are asked for."""
    return replace(found, columns=(found.date, *found.columns))


def _require_sense(reader: Reader, found: Hudoc) -> None:
    if not 1 <= found.length <= found.limit:
        what = f"is {found.length}; write a number from 1 to limit, which is {found.limit}"
        raise reader.error("length", what, "hudoc.")
    if not 1900 <= found.since <= 9999:
        raise reader.error("since", f"is {found.since}; write a year", "hudoc.")
    words = {"columns": found.columns, "date": (found.date,) if found.date else (),
             "kinds": found.kinds, "languages": found.languages}  # fmt: skip
    for key, values in words.items():
        if wrong := next((value for value in values if not _WORD.fullmatch(value)), None):
            raise reader.error(key, f"has {wrong!r}; use letters, digits and _", "hudoc.")
    for key, column in (("kinds", found.names.kind), ("languages", found.names.language)):
        if words[key] and not column:
            what = f"cannot be used: no column of {found.site} is known for that; use query"
            raise reader.error(key, what, "hudoc.")
