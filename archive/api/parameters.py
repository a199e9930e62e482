"""The parameters of endpoints, strictly read: what is not understood is refused, never left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from archive.archive import Archive
from archive.errors import BadInput
from archive.search.options import Given, given, is_yes, require_source

NARROWING = ("source", "site", "lang", "type", "from", "to", "at", "all_versions")
SEARCH = ("q", "limit", "offset", "order", "facets", *NARROWING)
TREND = ("q", *NARROWING)
SUGGEST = ("q", "limit", "everything")
LIMIT, MOST = 20, 100
"""Hits of an answer, where nothing is said and at most."""
LAST = 5_000
"""So many hits can be paged through."""
_LONGEST = 20_000


class Refused(Exception):
    """Parameters that cannot be used.

    Attributes:
        faults: what is wrong with each.
    """

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in faults.items()))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Parameters:
    """What was asked for.

    Attributes:
        query: words.
        given: what narrows it, and the order.
        limit, offset: which hits.
        with_facets: whether hits are to be counted.
        everything: whether pages, sources and watches are offered besides words.
    """

    query: str
    given: Given
    limit: int
    offset: int
    with_facets: bool
    everything: bool = False


def parameters(
    archive: Archive, params: QueryParams, known: Collection[str], *, limit: int = LIMIT
) -> Parameters:
    """Read the parameters of an address.

    Args:
        archive: that is asked.
        params: as they came.
        known: names of those that the endpoint takes.
        limit: where none is given.

    Raises:
        Refused: one is not known, is given twice or cannot be read, or names no source.
    """
    faults: dict[str, str] = {}
    for name, count in Counter(name for name, _ in params.multi_items()).items():
        if name not in known:
            faults[name] = f"there is no such parameter; there are {', '.join(known)}"
        elif count > 1:
            faults[name] = "given more than once"
    query = params.get("q", "")
    if len(query) > _LONGEST:
        faults["q"] = f"longer than {_LONGEST:,} characters"
    found = given({name: params[name] for name in known if name in params})
    faults |= {name: why for name, why in found.faults.items() if name not in faults}
    numbers = [
        _number(params, "limit", limit, 1, MOST, faults),
        _number(params, "offset", 0, 0, LAST, faults),
    ]
    with_facets = _flag(params, "facets", faults)
    everything = _flag(params, "everything", faults)
    try:
        require_source(archive, found.options.source)
    except BadInput as error:
        faults["source"] = str(error)
    if faults:
        raise Refused(faults)
    return Parameters(query, found, numbers[0], numbers[1], with_facets, everything)


def _number(
    params: QueryParams, name: str, default: int, least: int, most: int, faults: dict[str, str]
) -> int:
    text = params.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
        return int(text)
    faults[name] = f"{text[:40]!r} is no number from {least} to {most}"
    return default


def _flag(params: QueryParams, name: str, faults: dict[str, str]) -> bool:
    try:
        return is_yes(params.get(name, ""))
    except BadInput as error:
        faults[name] = str(error)
        return False
