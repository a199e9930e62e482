"""TimeMaps: all mementos of a page, or a page of them, in the forms that programs read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from archive.archive import Archive
from archive.serving.addresses import quoted
from archive.timemap.links import LINK_FORMAT, Link, http_date, rel_of
from archive.timemap.mementos import times
from archive.urls import timestamp

MOST = 1000
"""Mementos of one TimeMap; others list those before and after."""


@dataclass(frozen=True, slots=True)
class Uris:
    """What is where.

    Attributes:
        memento: the address of the memento of a time.
        timegate: that of the TimeGate.
        timemap: that of a TimeMap from a time on (from the first one for ``None``), in a form.
    """

    memento: Callable[[datetime], str]
    timegate: str
    timemap: Callable[[datetime | None, str], str]


@dataclass(frozen=True, slots=True)
class TimeMap:
    """Mementos of a page.

    Attributes:
        original: the URL of the page.
        uris: what is where.
        asked: the time from which on they were asked for, if one was named.
        times: of the mementos, oldest first; not empty.
        first, last: of all mementos of the page.
        before: where the TimeMap before begins; ``None`` where this is the first.
        after: where the next one begins; ``None`` where this is the last.
    """

    original: str
    uris: Uris
    asked: datetime | None
    times: Sequence[datetime]
    first: datetime
    last: datetime
    before: datetime | None
    after: datetime | None


def timemap_of(
    archive: Archive, url: str, uris: Uris, since: datetime | None = None, most: int = MOST
) -> TimeMap | None:
    """The TimeMap of a page from a time on; ``None`` where there is no memento from then on.

    Args:
        archive: the archive.
        url: of the page.
        uris: what is where.
        since: from when on.
        most: how many mementos at most.
    """
    found = list(islice(times(archive, url, since=since), most + 1))
    if not found:
        return None
    # One more than a TimeMap has: its last second is that of the first in this one.
    back = list(islice(times(archive, url, until=found[0], is_reverse=True), most + 1))
    first = next(times(archive, url), found[0])
    last = next(times(archive, url, is_reverse=True), found[-1])
    after = found[most] if len(found) > most else None
    before = back[-1] if found[0] != first else None
    return TimeMap(url, uris, since, found[:most], first, last, before, after)


def as_links(found: TimeMap) -> str:
    """The TimeMap as RFC 7089 has it (section 5)."""
    uris = found.uris
    links = [
        Link(quoted(found.original), "original"),
        Link(
            uris.timemap(found.asked, "link"), "self", since=found.times[0], until=found.times[-1]
        ),
        Link(uris.timegate, "timegate"),
    ]
    links += [
        Link(uris.timemap(start, "link"), "timemap", since=start)
        for start in (found.before, found.after)
        if start is not None
    ]
    links += [
        Link(uris.memento(time), rel_of(time, found.first, found.last), time)
        for time in found.times
    ]
    return ",\n".join(link.written() for link in links) + "\n"


def as_json(found: TimeMap) -> str:
    """The TimeMap as JSON, in the words of the Memento aggregators.

    See http://timetravel.mementoweb.org/guide/api/#timemap-json.
    """
    uris = found.uris

    def told(time: datetime) -> dict[str, str]:
        return {"datetime": _iso(time), "uri": uris.memento(time)}

    pages = [
        {"uri": uris.timemap(start, "json"), "from": _iso(start)}
        for start in (found.before, found.after)
        if start is not None
    ]
    record = {
        "original_uri": found.original,
        "self": uris.timemap(found.asked, "json"),
        "timegate_uri": uris.timegate,
        "timemap_uri": _forms(found),
        "mementos": {
            "first": told(found.first),
            "last": told(found.last),
            "list": [told(time) for time in found.times],
        },
        "pages": pages,
    }
    return json.dumps({key: value for key, value in record.items() if value}, indent=1) + "\n"


def as_cdxj(found: TimeMap) -> str:
    """The TimeMap as CDXJ, in the words of MemGator and IPWB."""
    lines = [
        ("!context", ["http://tools.ietf.org/html/rfc7089"]),
        ("!id", {"uri": found.uris.timemap(found.asked, "cdxj")}),
        ("!keys", ["memento_datetime_YYYYMMDDhhmmss"]),
        ("!meta", {"original_uri": found.original}),
        ("!meta", {"timegate_uri": found.uris.timegate}),
        ("!meta", {"timemap_uri": _forms(found)}),
    ]
    for rel, start in (("prev", found.before), ("next", found.after)):
        if start is not None:
            lines.append(("!meta", {f"{rel}_timemap_uri": found.uris.timemap(start, "cdxj")}))
    lines += [
        (
            timestamp(time),
            {
                "uri": found.uris.memento(time),
                "rel": rel_of(time, found.first, found.last),
                "datetime": http_date(time),
            },
        )
        for time in found.times
    ]
    return "".join(f"{key} {json.dumps(value)}\n" for key, value in lines)


FORMS: dict[str, tuple[str, Callable[[TimeMap], str]]] = {
    "link": (LINK_FORMAT, as_links),
    "json": ("application/json", as_json),
    "cdxj": ("application/cdxj+ors", as_cdxj),
}
"""Forms by name, each with its media type."""


def _forms(found: TimeMap) -> dict[str, str]:
    names = {"link": "link_format", "json": "json_format", "cdxj": "cdxj_format"}
    return {name: found.uris.timemap(found.asked, form) for form, name in names.items()}


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
