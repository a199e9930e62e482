"""A HUDOC database of our own on loopback, which behaves as public clients say that those do."""

from __future__ import annotations

import json
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.servers.threaded import Answering, Served

ALL = ("query", "select", "sort", "start", "length", "rankingModelId", "facetquery")
SHELL = (
    b"<!doctype html><html><head><title>HUDOC - Search</title></head><body>"
    b"<div id='app'></div><script src='/app/compiled.js'></script></body></html>"
)
CHALLENGE = (
    b"<!DOCTYPE html><html lang=en-US><head><title>Just a moment...</title></head><body>"
    b"<noscript>Enable JavaScript and cookies to continue</noscript>"
    b"<script>window._cf_chl_opt={cvId:'3'};</script>"
    b"<script src='/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1'></script></body></html>"
)
_DAYS = re.compile(r'(\w+)(>=|<=)"?(\d{4}-\d\d-\d\d)[^" )]*"?')
_VALUES = re.compile(r'(\w+)(?:==|=|:)"?([^" ()]+)"?')

Answer = tuple[int, str, bytes]
"""Status, media type, body."""


@dataclass
class Database:
    """Documents of one of the databases, and what is answered about them.

    Attributes:
        site: which: ``echr``, ``cpt`` ...
        items: columns of each document, in any order.
        date: the column with its day (ISO 8601 or day first).
        texts: HTML by what stands in the address behind ``library=…&id=``.
        copies: PDFs by identifier.
        limit: results of a query that can be had.
        wants_referer: whether requests without one are refused.
        challenges: how many of the next requests are answered by a gatekeeper.
        feed: what is answered for the RSS feed.
    """

    site: str
    items: Sequence[Mapping[str, str]]
    date: str = "kpdate"
    texts: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, bytes] = field(default_factory=dict)
    limit: int = 10_000
    wants_referer: bool = False
    challenges: int = 0
    feed: Callable[[str], str] = str
    _ordered: list[tuple[str, Mapping[str, str]]] | None = None

    def answer(self, target: str, referer: str = "", base: str = "") -> Answer:
        """What a request is answered."""
        path, said = urlsplit(target).path, parse_qs(urlsplit(target).query, True)
        values = {name: found[0] for name, found in said.items()}
        if path == "/app/transform/rss":
            return 200, "application/rss+xml", self.feed(base).encode()
        if not path.startswith("/app/"):
            return 200, "text/html", SHELL  # whatever is asked for, robots.txt too
        if self.challenges:
            self.challenges -= 1
            return 403, "text/html; charset=UTF-8", CHALLENGE
        if self.wants_referer and not referer.endswith("/eng"):
            return 403, "text/plain", b"forbidden"
        if path == "/app/query/results":
            return self._results(values)
        return self._document(path, values)

    def _results(self, values: Mapping[str, str]) -> Answer:
        if any(name not in values for name in ALL):
            return 404, "text/html", b"<h1>Not Found</h1>"
        found = self._found(values["query"])
        if values["sort"].endswith("Descending"):
            found = found[::-1]
        start, length = int(values["start"]), int(values["length"])
        some = found[start : min(start + length, self.limit)]
        columns = values["select"].split(",")
        results = [{"columns": {c: one.get(c, "") for c in columns}} for one in some]
        body = json.dumps({"resultcount": len(found), "results": results})
        return 200, "application/json; charset=utf-8", body.encode()

    def _found(self, query: str) -> list[Mapping[str, str]]:
        if self._ordered is None:
            dated = ((_iso(one.get(self.date, "")), one) for one in self.items)
            self._ordered = sorted(dated, key=lambda pair: pair[0])
        ordered, low, high = self._ordered, 0, len(self._ordered)
        for column, sign, day in _DAYS.findall(query):
            assert column == self.date
            if sign == ">=":
                low = bisect_left(ordered, day, key=lambda pair: pair[0])
            else:
                high = bisect_right(ordered, day, key=lambda pair: pair[0])
        wanted: dict[str, set[str]] = {}
        for column, value in _VALUES.findall(_DAYS.sub("", query)):
            if column != "contentsitename":
                wanted.setdefault(column, set()).add(value)
            elif value.lower() != self.site:
                return []
        some = [one for _, one in ordered[low:high]]
        for column, values in wanted.items():
            some = [one for one in some if one.get(column) in values]
        return some

    def _document(self, path: str, values: Mapping[str, str]) -> Answer:
        if values.get("library") != self.site.upper():
            return 404, "text/plain", b""
        identifier = values.get("id", "")
        if path.endswith("/pdf"):
            copy = self.copies.get(identifier) if "filename" in values else None
            return (200, "application/pdf", copy) if copy else (404, "text/plain", b"")
        if path.endswith("/section/html/body"):
            identifier += f"/{values.get('sectionnumber')}"
        text = self.texts.get(identifier)
        if text is None:
            return 204 if self.site == "exec" else 404, "text/html", b""
        return 200, "text/html; charset=utf-8", text.encode()


def _iso(day: str) -> str:
    if match := re.match(r"(\d\d)/(\d\d)/(\d{4})", day):
        return f"{match[3]}-{match[2]}-{match[1]}"
    return day[:10]


class Hudoc(Served):
    """A database, served while the context lasts.

    Attributes:
        database: what is served.
        asked: targets of the requests, in order.
    """

    def __init__(self, database: Database) -> None:
        """Serve a database on a free port."""
        self.database = database
        self.asked: list[str] = []
        lock, this = threading.Lock(), self

        class Handler(Answering):
            def respond(self) -> None:
                with lock:
                    this.asked.append(self.path)
                    referer = self.headers.get("Referer", "")
                    status, kind, body = database.answer(self.path, referer, this.base)
                self.answer(
                    status, body, kind, {"cf-mitigated": "challenge"} if body is CHALLENGE else {}
                )

        super().__init__(Handler)

    def texts_asked(self) -> list[str]:
        """Targets of the requests for texts, decoded."""
        return [unquote(one) for one in self.asked if "/html/body?" in one]


def rss(items: Sequence[tuple[str, str, str, str]], site: str, key: str, base: str) -> str:
    """A feed as those sites write it: titles, descriptions, days and identifiers of its items."""
    link = f"{base}/eng"
    head = (
        f"<title>{site.upper()} HUDOC Search Feed</title><description>{site.upper()} HUDOC Search "
        f"Feed</description><link>{link}</link><lastBuildDate>25/05/2025</lastBuildDate>"
        "<pubDate>25/05/2025</pubDate>"
    )
    said = "".join(
        f"<item><title>{escape(title)}</title><description>{escape(about)}</description>"
        f'<pubDate>{day}</pubDate><link>{link}#{{"{key}":["{escape(name)}"]}}</link></item>'
        for title, about, day, name in items
    )
    return f'<rss version="2.0"><channel>{head}{said}</channel></rss>'
