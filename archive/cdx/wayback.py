"""Queries and answers in the dialect of the Internet Archive's CDX server.

As https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server has it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.cdx.asked import Asked, field_of, fields_of
from archive.cdx.entries import Entry
from archive.cdx.index import Cursor
from archive.cdx.query import MOST, Filter, Query, pattern
from archive.errors import BadInput

PARAMETERS = (
    "url", "matchType", "from", "to", "closest", "sort", "output", "fl", "limit", "offset",
    "fastLatest", "resumeKey", "showResumeKey", "resolveRevisits", "page", "pageSize",
    "showNumPages", "gzip",
)  # fmt: skip
REPEATED = ("filter", "collapse")
COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
"""What is told where nothing else is asked for."""
OUTPUTS = {"text": "text/plain; charset=utf-8", "json": "application/json"}
"""Forms of an answer, and their media types."""
_OURS = {"original": "url", "mimetype": "mime", "statuscode": "status"}
_KNOWN = (*COLUMNS, "offset", "filename")
_ALSO = {ours: theirs for theirs, ours in _OURS.items()}
"""Names that programs use which speak both dialects."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query, and the form of its answer.

    Attributes:
        query: the query.
        output: one of ``OUTPUTS``.
        fields: names of columns.
        is_count: whether the number of pages is asked for.
        has_key: whether a key is told with which the query goes on.
    """

    query: Query
    output: str
    fields: Sequence[str]
    is_count: bool
    has_key: bool


def request_of(pairs: Sequence[tuple[str, str]], now: int) -> Request:
    """Read a query.

    Args:
        pairs: names and values of parameters.
        now: microseconds, for ``closest=now``.

    Raises:
        BadInput: it cannot be read.
    """
    asked = Asked(pairs, PARAMETERS, REPEATED)
    since, until = asked.bounds("from")
    order = asked.text("sort", "closest", "reverse", "regular")
    asked.flag("gzip")  # answers are never compressed
    limit = _limit(asked)
    resumed = asked.text("resumeKey")
    query = Query(
        keys=asked.keys(),
        since=since,
        until=until,
        closest=asked.closest(now),
        is_reverse=order == "reverse",
        limit=limit,
        offset=asked.number("offset", 0) or 0,
        page=asked.number("page", 0),
        page_size=asked.number("pageSize", 1, 1000) or 10,
        filters=tuple(_filter(text) for text in asked.texts("filter")),
        collapse=tuple((_collapsed(text),) for text in asked.texts("collapse")),
        after=_cursor(resumed) if resumed else None,
        is_resolved=asked.flag("resolveRevisits"),
    )
    is_sorted = query.is_reverse or query.closest is not None
    _require_agreement(query, is_sorted=is_sorted)
    has_key = asked.flag("showResumeKey")
    fields = fields_of(asked.text("fl"), _KNOWN, _ALSO) or list(COLUMNS)
    output = asked.text("output", *OUTPUTS) or "text"
    return Request(query, output, fields, asked.flag("showNumPages"), has_key and not is_sorted)


def _require_agreement(query: Query, *, is_sorted: bool) -> None:
    if query.limit is not None and query.limit < 0 and (is_sorted or query.offset):
        raise BadInput("a negative limit, the last captures, goes with no sort and no offset")
    if is_sorted and query.after:
        raise BadInput("resumeKey goes with the usual order only, without sort and closest")


def _limit(asked: Asked) -> int | None:
    limit = asked.number("limit", -MOST)
    if asked.flag("fastLatest"):
        return -abs(limit or 1)
    return limit


def widened(request: Request) -> Query:
    """The query by which it is seen whether there is more than was asked for."""
    query = request.query
    if not request.has_key or query.limit is None or query.limit < 0:
        return query
    return replace(query, limit=query.limit + 1)


def lines(entries: Iterable[Entry], request: Request) -> Iterator[str]:
    """The answer, line by line, each with its line end; of JSON, pieces that make one array.

    Args:
        entries: what ``widened`` found.
        request: what was asked for.
    """
    told = _rows(entries, request)
    if request.output == "text":
        yield from (" ".join(row) + "\n" for row in told)
        return
    # As the server there does it: nothing found is an empty array, without the names.
    start = "[" + json.dumps(list(request.fields))
    for row in told:
        yield f"{start},\n{json.dumps(row)}"
        start = ""
    yield "[]\n" if start else "]\n"


def _rows(entries: Iterable[Entry], request: Request) -> Iterator[list[str]]:
    limit = request.query.limit
    last: Entry | None = None
    for number, entry in enumerate(entries):
        if request.has_key and limit is not None and 0 <= limit == number:
            yield from ([], [_resume_key(last)] if last else [])
            return
        values = (entry.values.get(_OURS.get(name, name), "-") for name in request.fields)
        yield [value.replace(" ", "%20") for value in values]
        last = entry


def _resume_key(entry: Entry) -> str:
    """A place as letters, digits, ``-`` and ``_``: the same however often it is escaped."""
    key, time, number = entry.cursor
    return base64.urlsafe_b64encode(f"{number} {time} {key}".encode()).decode().rstrip("=")


def _cursor(text: str) -> Cursor:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True).decode()
        number, time, key = raw.split(" ", 2)
        found = (key, int(time), int(number))
    except (ValueError, binascii.Error):
        raise BadInput("resumeKey is none that was given out here; begin anew") from None
    if not all(abs(one) < 1 << 62 for one in found[1:]):
        raise BadInput("resumeKey is none that was given out here; begin anew")
    return found


def _collapsed(text: str) -> tuple[str, int | None]:
    name, colon, size = text.partition(":")
    field_of(name, _KNOWN, _ALSO)
    if colon and not (size.isascii() and size.isdigit() and 0 < len(size) < 6 and int(size)):
        raise BadInput(f"collapse={text[:60]} is no field with a number of characters")
    return _OURS.get(name, name), int(size) if colon else None


def _filter(text: str) -> Filter:
    """``[!]field:regex``: the whole field, or the line, is as the regular expression says."""
    is_not = text.startswith("!")
    named, colon, words = text.removeprefix("!").partition(":")
    if not colon:
        named, words = "", named
    if named.isascii() and named.isdigit() and int(named) < len(COLUMNS):
        named = COLUMNS[int(named)]
    names = [field_of(named, _KNOWN, _ALSO)] if named else list(COLUMNS)
    expression = pattern(words)

    def passes(entry: Entry) -> bool:
        line = " ".join(entry.values.get(_OURS.get(name, name), "-") for name in names)
        return (expression.fullmatch(line) is not None) is not is_not

    return passes
