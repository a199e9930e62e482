"""What a search found."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from archive.store.texts import Version
from archive.translation import _


@dataclass(frozen=True, slots=True)
class Place:
    """Another page with the same text.

    Attributes:
        url: its URL.
        source: name of the source, if any.
        captured: when the text was first captured there.
    """

    url: str
    source: str | None
    captured: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """A version of a page in which the words stand.

    Attributes:
        version_id: its number.
        first, last: of the captures that show it.
        is_current: whether the page shows it now.
    """

    version_id: int
    first: datetime
    last: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A page with a version that matches.

    Attributes:
        version: the version.
        source: name of the source, if any.
        captured: when it was first captured.
        snippet: plain text around the found words, which stand between the two ``MARK``s.
        title: the title, marked the same.
        score: lower is better; comparable within one search only.
        places: other pages with the same text, where they show it now.
        sightings: where older versions are searched: in which the words stand, latest first.
    """

    version: Version
    source: str | None
    captured: datetime
    snippet: str
    score: float
    title: str = ""
    places: tuple[Place, ...] = ()
    sightings: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A value and how many hits have it."""

    value: str
    hits: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Hits by what they are.

    Attributes:
        source, language, year, type: most frequent first, years in order.
        of: so many hits were counted, the latest if not all.
        is_sample: whether there are more.
    """

    source: tuple[Facet, ...] = ()
    language: tuple[Facet, ...] = ()
    year: tuple[Facet, ...] = ()
    type: tuple[Facet, ...] = ()
    of: int = 0
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes:
        hits: the hits asked for, best first.
        total: how many texts there are in all, counted up to ``COUNT_LIMIT``.
        total_is_capped: whether there are more than that.
        understood: the query as it was understood, as one would type it.
        notes: what was done beyond the query, e.g. that any of the words was enough.
        explained: the query in plain words.
        facets: of all hits, where they were asked for.
        has_more: whether there are hits behind these.
        suggestion: where little was found, the query spelt otherwise, which finds more; or empty.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_capped: bool
    understood: str
    notes: tuple[str, ...] = ()
    explained: str = ""
    facets: Facets = field(default_factory=Facets)
    has_more: bool = False
    suggestion: str = ""

    @property
    def whole_total(self) -> int | None:
        """How many texts there are in all, as far as that is known: facets may count more."""
        if not self.total_is_capped:
            return self.total
        return self.facets.of if self.facets.of and not self.facets.is_sample else None

    @property
    def note(self) -> str:
        """All notes in a line."""
        return _("; ").join(self.notes)

    @property
    def is_bare(self) -> bool:
        """Whether the query is words alone, so that nothing of it need be explained."""
        words = ", ".join(self.understood.split())
        return self.explained in (self.understood, f"all of: {words}", "nothing")
