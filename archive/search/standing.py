"""In which texts common words stand in sequence, or near each other, by where they stand."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyroaring import BitMap

from archive.search.kept import Kept
from archive.store.index.places import CHUNK, ROOM, sized_bits_of, starts_of

if TYPE_CHECKING:
    from archive.store.database import Connection

_SPAN = 1 << CHUNK
_FEW = 2_000
"""Where texts that are asked of are so many times fewer than places, only theirs are looked at: to
take one text's out costs as much as so many do."""
_STEP = 10_000
"""Places of which it is looked up at once what texts they are in."""
_BITS: Kept[BitMap] = Kept(96 << 20, 4 << 10)
"""Of the words that were asked for last: the commonest of a million texts has 12 MB."""
_STARTS: Kept[array[int]] = Kept(16 << 20, 32 << 10)
_MANY = 64
"""Places for which it pays to load what looks many up at once."""
_Having = Callable[[Sequence[BitMap]], "array[int]"]


class Unknown(Exception):  # no error: it is looked up otherwise
    """It is not known where words stand: that is damaged."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where words stand in the texts of an archive.

    Attributes:
        connection: of the archive.
        state: another where that is not so any more.
    """

    connection: Connection
    state: str

    def of(self, term: str, chunk: int) -> BitMap | None:
        """Where a word stands in texts of a chunk; ``None`` if that is damaged."""
        key = (self.state, term, chunk)
        bits = _BITS.get(key)
        if bits is None:
            bits, size = sized_bits_of(self.connection, term, chunk)
            if bits is not None:
                _BITS.put(key, bits, size)
        return bits

    def starts(self, chunk: int) -> array[int] | None:
        """Where texts of a chunk begin; ``None`` if that is damaged."""
        starts = _STARTS.get((self.state, chunk))
        if starts is None:
            starts = starts_of(self.connection, chunk)
            if starts:
                _STARTS.put((self.state, chunk), starts, 4 * len(starts))
        return starts


def texts_with_phrase(words: Places, terms: Sequence[str], texts: BitMap, most: int) -> BitMap:
    """Those of some texts that have words in sequence.

    Args:
        words: of the archive.
        terms: words, of all of which the places are kept.
        texts: whose places are kept.
        most: texts that are enough: others are older than these.

    Raises:
        Unknown: that cannot be told.
    """
    return _newest(words, terms, texts, most, _in_sequence)


def texts_with_near(
    words: Places, terms: tuple[str, str], distance: int, texts: BitMap, most: int
) -> BitMap:
    """Those of some texts that have two words near each other.

    Args:
        words: of the archive.
        terms: both, which are not the same.
        distance: words between them at most, ``is_within_reach``.
        texts: as in ``texts_with_phrase``.
        most: as there.

    Raises:
        Unknown: that cannot be told.
    """

    def near(places: Sequence[BitMap]) -> array[int]:
        rarer, other = sorted(places, key=len)
        return _near(rarer, other, distance + 1)

    return _newest(words, terms, texts, most, near)


def is_within_reach(distance: int) -> bool:
    """Whether places tell which words have others at this distance."""
    return distance + 1 < ROOM


def _newest(
    words: Places, terms: Sequence[str], texts: BitMap, most: int, having: _Having
) -> BitMap:
    """The newest of some texts that have words standing in some way."""
    found = BitMap()
    for first, inside in _chunks(texts):
        starts = words.starts(first >> CHUNK)
        known = [words.of(term, first >> CHUNK) for term in terms]
        places = [bits for bits in known if bits is not None]
        if not starts or len(places) < len(terms):
            raise Unknown
        if _FEW * len(inside) < sum(map(len, places)):
            own = _places_of(inside, first, starts)
            places = [bits & own for bits in places]
        for part in _from_the_end(having(places)):
            found |= _texts_at(part, inside, first, starts)
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


def _in_sequence(places: Sequence[BitMap]) -> array[int]:
    """Where one of some words stands, if the others stand before and behind it in their order."""
    first, *others = sorted(range(len(places)), key=lambda number: len(places[number]))
    found, at = places[first], first
    # Few are moved and held against many, rather than the other way round.
    for number in others:
        found, at = found.shift(number - at) & places[number], number
    return found.to_array()


def _near(rarer: BitMap, other: BitMap, distance: int) -> array[int]:
    """Those of the first places from which one of the others is so far at most."""
    if not rarer or not other:
        return array("I")
    # Loaded late, as few searches need it.
    import numpy as np

    reach = np.uint32(distance)
    ours, others = (np.frombuffer(bits.to_array(), np.uint32) for bits in (rarer, other))
    lowest = np.maximum(ours, reach) - reach
    first = others[np.minimum(others.searchsorted(lowest), len(others) - 1)]
    # If none is so high, the last is too low, and far above: numbers go round at 2 ** 32.
    found = ours[first - lowest <= ours + reach - lowest]
    return array("I", found.tobytes())


def _places_of(texts: BitMap, first: int, starts: array[int]) -> BitMap:
    """All places in some texts."""
    found = BitMap()
    for text in texts:
        found.add_range(starts[text - first], starts[text - first + 1])
    return found


def _from_the_end(places: array[int]) -> Iterator[array[int]]:
    for end in range(len(places), 0, -_STEP):
        yield places[max(0, end - _STEP) : end]


def _texts_at(places: array[int], texts: BitMap, first: int, starts: array[int]) -> BitMap:
    """Those of some texts that places are in, which are in order."""
    if len(places) < _MANY:
        return texts & BitMap([first + bisect_right(starts, place) - 1 for place in places])
    import numpy as np

    begins, here = (np.frombuffer(numbers, np.uint32) for numbers in (starts, places))
    behind = begins.searchsorted(here, side="right")
    found = (behind + (first - 1)).astype(np.uint32)
    return texts & BitMap(array("I", found.tobytes()))
