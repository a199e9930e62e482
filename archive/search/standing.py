"""In which texts common words stand in sequence, or near each other, by where they stand."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from pyroaring import BitMap

from archive.store.index.places import CHUNK, ROOM, bits_of, starts_of

if TYPE_CHECKING:
    from archive.store.database import Connection

_SPAN = 1 << CHUNK
_FEW = 4
"""Where texts that are asked of are so many times fewer than places, only theirs are looked at."""
_STEP = 10_000
"""Places of which it is looked up at once what texts they are in."""
_Having = Callable[[Sequence[BitMap]], BitMap]


class Unknown(Exception):  # no error: it is looked up otherwise
    """It is not known where words stand: that is damaged."""


def texts_with_phrase(
    connection: Connection, terms: Sequence[str], texts: BitMap, most: int
) -> BitMap:
    """Those of some texts that have words in sequence.

    Args:
        connection: of the archive.
        terms: words, of all of which the places are kept.
        texts: whose places are kept.
        most: texts that are enough: others are older than these.

    Raises:
        Unknown: that cannot be told.
    """
    return _newest(connection, terms, texts, most, _in_sequence)


def texts_with_near(
    connection: Connection, terms: tuple[str, str], distance: int, texts: BitMap, most: int
) -> BitMap:
    """Those of some texts that have two words near each other.

    Args:
        connection: of the archive.
        terms: both, which are not the same.
        distance: words between them at most, ``is_within_reach``.
        texts: as in ``texts_with_phrase``.
        most: as there.

    Raises:
        Unknown: that cannot be told.
    """

    def near(places: Sequence[BitMap]) -> BitMap:
        rarer, other = sorted(places, key=len)
        return _widened(rarer, distance + 1) & other

    return _newest(connection, terms, texts, most, near)


def is_within_reach(distance: int) -> bool:
    """Whether places tell which words have others at this distance."""
    return distance + 1 < ROOM


def _newest(
    connection: Connection, terms: Sequence[str], texts: BitMap, most: int, having: _Having
) -> BitMap:
    """The newest of some texts that have words standing in some way."""
    found = BitMap()
    for first, inside in _chunks(texts):
        starts = starts_of(connection, first >> CHUNK)
        known = [bits_of(connection, term, first >> CHUNK) for term in terms]
        places = [bits for bits in known if bits is not None]
        if not starts or len(places) < len(terms):
            raise Unknown
        if _FEW * len(inside) < min(map(len, places)):
            own = _places_of(inside, first, starts)
            places = [bits & own for bits in places]
        for part in _from_the_end(having(places)):
            found |= _texts_at(part, first, starts) & inside
            if len(found) >= most:
                return found
    return found


def _chunks(texts: BitMap) -> Iterator[tuple[int, BitMap]]:
    """Texts by chunk, with the number that is the first of each, the newest first."""
    last = texts.max() if texts else -1
    while last >= 0:
        first = last >> CHUNK << CHUNK
        yield first, texts & BitMap(range(first, first + _SPAN))
        before = texts.rank(first - 1) if first else 0
        last = texts[before - 1] if before else -1


def _in_sequence(places: Sequence[BitMap]) -> BitMap:
    """Where the last of some words stands, if the others stand before it in their order."""
    return reduce(lambda before, bits: before.shift(1) & bits, places)


def _widened(bits: BitMap, by: int) -> BitMap:
    """Places, and those that are so far from them at most."""
    width = 1
    while width < 2 * by + 1:
        step = min(width, 2 * by + 1 - width)
        bits = bits | bits.shift(step)
        width += step
    return bits.shift(-by)


def _places_of(texts: BitMap, first: int, starts: Sequence[int]) -> BitMap:
    """All places in some texts."""
    found = BitMap()
    for text in texts:
        found.add_range(starts[text - first], starts[text - first + 1])
    return found


def _from_the_end(places: BitMap) -> Iterator[BitMap]:
    for end in range(len(places), 0, -_STEP):
        yield places[max(0, end - _STEP) : end]


def _texts_at(places: BitMap, first: int, starts: Sequence[int]) -> BitMap:
    """The texts in which places are."""
    found = array("I")
    low = end = 0
    for place in places:
        if place >= end:
            low = bisect_right(starts, place, low) - 1
            end = starts[low + 1]
            found.append(first + low)
    return BitMap(found)
