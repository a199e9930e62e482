"""Hits counted by source, language, year and kind: all, by the sets of these, or the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.search.kept import Kept
from archive.search.results import Facet, Facets
from archive.search.sets import Sets
from archive.search.walking import COUNT_LIMIT, Hits, Walk, json_list
from archive.store.index.labels import date_of

if TYPE_CHECKING:
    from pyroaring import BitMap

    from archive.store.database import Connection

_SAMPLE = 1_000
"""Hits that are looked up one by one, at most."""
FEW = 200
"""So few are sooner looked up than the sets of all values are read."""
_LONGEST = 40
_BETWEEN = "\x1f"
_WITHIN = "\x1e"
# As two texts: to fetch a thousand rows takes longer than to find them.
_ROWS = (
    f"SELECT group_concat(ifnull(source_id, '') || '{_WITHIN}' || language || '{_WITHIN}' || kind, "
    f"'{_BETWEEN}'), group_concat(day, '{_BETWEEN}') "
    "FROM json_each(?) CROSS JOIN indexed ON version_id = value"
)
_LABELS = (
    "SELECT label FROM label WHERE label > 'source=' AND label < 'source>' "
    "OR label > 'lang=' AND label < 'lang>' OR label > 'type=' AND label < 'type>' "
    "OR label GLOB 'd=[0-9][0-9][0-9][0-9]'"
)
_Valued = Mapping[str, Sequence[tuple[str, "BitMap"]]]
"""For each kind of label the values that texts have, and which have them."""
_VALUED: Kept[_Valued] = Kept(32 << 20, 0)
_MOST = 4_000_000
"""Texts of an archive for which there is room: each has four values, of two bytes at most."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many hits there are of each value, by the number of the source, and so on."""

    source: Counter[str] = field(default_factory=Counter)
    language: Counter[str] = field(default_factory=Counter)
    year: Counter[str] = field(default_factory=Counter)
    kind: Counter[str] = field(default_factory=Counter)


def facets_of(connection: Connection, walk: Walk) -> Facets:
    """Hits by what they are: all of them where sets tell that, else the newest.

    Args:
        connection: of the archive.
        walk: the texts that match.
    """
    counts, of = _Counts(), 0
    if walk.hits and len(walk.hits.bits) > FEW:
        counts, of = _of_all(connection, walk.hits)
    # Of those where words stand in some way the newest are found, up to one more than are counted.
    is_sample = of == COUNT_LIMIT + 1
    if not of:
        sample = walk.numbers[:_SAMPLE]
        of = _count(connection, sample, counts)
        is_sample = len(sample) < walk.total
    names = {
        str(number): name
        for number, name in connection.execute("SELECT id, name FROM source").fetchall()
    }
    return Facets(
        _facets((names.get(value, ""), hits) for value, hits in counts.source.items()),
        _facets(counts.language.items()),
        tuple(Facet(year, counts.year[year]) for year in sorted(counts.year)[::-1][:_LONGEST]),
        _facets(counts.kind.items()),
        of,
        is_sample,
    )


def _of_all(connection: Connection, hits: Hits) -> tuple[_Counts, int]:
    """All hits counted, and how many; none where too many are not told by sets."""
    known = hits.sets.alive(hits.bits)
    rest = hits.bits - known
    if len(rest) > _SAMPLE or hits.sets.span.upto > _MOST:
        return _Counts(), 0
    valued = _valued(connection, hits.sets)

    def counted(label: str) -> Counter[str]:
        counts = {value: known.intersection_cardinality(bits) for value, bits in valued[label]}
        return +Counter(counts)

    counts = _Counts(*map(counted, ("source", "lang", "d", "type")))
    if counts.year.total() != len(known):
        # A day that no calendar has is of no year.
        return _Counts(), 0
    return counts, len(known) + _count(connection, rest, counts)


def _valued(connection: Connection, sets: Sets) -> _Valued:
    """What texts have which values, which all searches ask until sets are others."""
    # Texts that are away while rare values are looked up would be missed once they are back.
    key = (sets.span.state, hash(sets.span.gone.serialize()))
    valued = _VALUED.get(key)
    if valued is None:
        labels = [label for (label,) in connection.execute(_LABELS)]
        found: dict[str, list[tuple[str, BitMap]]] = {"source": [], "lang": [], "d": [], "type": []}
        size = 0
        for label, bits in zip(labels, sets.texts_with_each(labels), strict=True):
            name, _, value = label.partition("=")
            found[name].append((value, bits))
            size += 2 * len(bits)
        valued = found
        _VALUED.put(key, valued, size)
    return valued


def _count(connection: Connection, texts: Iterable[int], counts: _Counts) -> int:
    """Count texts with others by looking them up, and how many that were."""
    row = connection.execute(_ROWS, (json_list(texts),)).fetchone()
    kept, days = (column.split(_BETWEEN) if column else [] for column in row)
    for value, hits in Counter(kept).items():
        source, language, kind = value.split(_WITHIN)
        counts.source[source] += hits
        counts.language[language] += hits
        counts.kind[kind] += hits
    for day, hits in Counter(days).items():
        counts.year[f"{date_of(int(day)).year:04}"] += hits
    return len(days)


def _facets(pairs: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    """The most frequent first."""
    named = sorted((-hits, value) for value, hits in pairs if value)
    return tuple(Facet(value, -less) for less, value in named[:_LONGEST])
