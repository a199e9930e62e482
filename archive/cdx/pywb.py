"""Queries and answers in the dialect of pywb's CDX server.

As its manual has it (https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html) and pywb
2.10 does it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime

from archive.cdx.asked import Asked, field_of, fields_of
from archive.cdx.entries import FIELDS, OF_BODIES, OF_ORIGINALS, Entry
from archive.cdx.query import Filter, Query, pattern
from archive.urls import moment

PARAMETERS = (
    "url", "matchType", "from", "from_ts", "to", "closest", "sort", "reverse", "limit", "output",
    "fields", "fl", "collapseTime", "resolveRevisits", "page", "pageSize", "showNumPages",
    "allowFuzzy",
)  # fmt: skip
REPEATED = ("filter",)
OUTPUTS = {
    "cdxj": "text/x-cdxj", "json": "text/x-ndjson", "text": "text/plain; charset=utf-8",
    "link": "application/link-format",
}  # fmt: skip
"""Forms of an answer, and their media types."""
_KNOWN = (*FIELDS, *OF_BODIES, *OF_ORIGINALS)
_ALSO = {
    "original": "url", "u": "url", "mimetype": "mime", "m": "mime", "statuscode": "status",
    "s": "status", "l": "length", "o": "offset", "d": "digest", "t": "timestamp", "k": "urlkey",
    "f": "filename",
}  # fmt: skip
Memento = Callable[[Entry], str]
"""Gives the URI of the memento of an entry."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query, and the form of its answer.

    Attributes:
        query: the query.
        output: one of ``OUTPUTS``.
        fields: names as they were given; none for all.
        is_count: whether the number of pages is asked for.
    """

    query: Query
    output: str
    fields: Sequence[str]
    is_count: bool


def request_of(pairs: Sequence[tuple[str, str]], now: int) -> Request:
    """Read a query.

    Args:
        pairs: names and values of parameters.
        now: microseconds, for ``closest=now``.

    Raises:
        BadInput: it cannot be read.
    """
    asked = Asked(pairs, PARAMETERS, REPEATED)
    since, until = asked.bounds("from", "from_ts")
    order = asked.text("sort", "closest", "reverse", "default")
    asked.flag("allowFuzzy")  # a rule of replay, not of an index: nothing is matched fuzzily
    digits = asked.number("collapseTime", 1, 14)
    query = Query(
        keys=asked.keys(),
        since=since,
        until=until,
        closest=asked.closest(now),
        is_reverse=order == "reverse" or asked.flag("reverse"),
        limit=asked.number("limit", 0) or None,
        page=asked.number("page", 0),
        page_size=asked.number("pageSize", 1, 1000) or 10,
        filters=tuple(_filter(text) for text in asked.texts("filter")),
        collapse=((("timestamp", digits), ("status", None)),) if digits else (),
        is_resolved=asked.flag("resolveRevisits"),
    )
    fields = fields_of(asked.text("fields") or asked.text("fl"), _KNOWN, _ALSO)
    output = asked.text("output", *OUTPUTS) or "cdxj"
    return Request(query, output, fields, asked.flag("showNumPages"))


def lines(entries: Iterable[Entry], request: Request, memento: Memento) -> Iterator[str]:
    """The answer, line by line, each with its line end.

    Args:
        entries: what was found.
        request: what was asked for.
        memento: gives URIs of mementos.
    """
    if request.output == "link":
        yield from _links(entries, memento)
        return
    form = {"cdxj": cdxj, "json": _json, "text": _text}[request.output]
    for entry in entries:
        yield form(entry, request.fields)


def cdxj(entry: Entry, fields: Sequence[str] = ()) -> str:
    """An entry as a line of CDXJ."""
    told = _told(entry.values, fields)
    key, time = entry.values["urlkey"], entry.values["timestamp"]
    for name in ("urlkey", "timestamp"):
        told.pop(name, None)
    return f"{key} {time} {json.dumps(told)}\n"


def _json(entry: Entry, fields: Sequence[str]) -> str:
    return json.dumps(_told(entry.values, fields)) + "\n"


def _text(entry: Entry, fields: Sequence[str]) -> str:
    values = (entry.values.get(_ALSO.get(name, name), "-") for name in fields or FIELDS)
    return " ".join(value.replace(" ", "%20") for value in values) + "\n"


def _told(values: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    if not names:
        return dict(values)
    found = ((name, values.get(_ALSO.get(name, name))) for name in names)
    return {name: value for name, value in found if value is not None}


def _links(entries: Iterable[Entry], memento: Memento) -> Iterator[str]:
    last = None
    for entry in entries:
        if last is not None:
            yield f"{last},\n"
        time = format_datetime(moment(entry.cursor[1]), usegmt=True)
        last = f'<{memento(entry)}>; rel="memento"; datetime="{time}"'
    if last is not None:
        yield f"{last}\n"


def _filter(text: str) -> Filter:
    """``[!][=|~][field:]words``: contains them, is them, or begins as a regular expression says."""
    is_not = text.startswith("!")
    text = text.removeprefix("!")
    way, words = (text[0], text[1:]) if text[:1] in ("=", "~") else ("", text)
    named, colon, rest = words.partition(":")
    words = rest if colon else words
    name = field_of(named, _KNOWN, _ALSO) if colon and named else ""
    test: Callable[[str], bool]
    if way == "=":
        test = words.__eq__
    elif way == "~":
        expression = pattern(words)

        def test(value: str) -> bool:
            return expression.match(value) is not None
    else:

        def test(value: str) -> bool:
            return words in value

    def passes(entry: Entry) -> bool:
        value = entry.values.get(_ALSO.get(name, name), "") if name else cdxj(entry).rstrip()
        return test(value) is not is_not

    return passes
