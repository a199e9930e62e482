"""Search: what a person types, over everything that was read."""

from archive.search.chosen import found_by
from archive.search.counting import trend
from archive.search.engine import search
from archive.search.matching import matching
from archive.search.ranking import COUNT_LIMIT
from archive.search.results import Facet, Facets, Hit, Place, Results, Sighting
from archive.search.snippets import MARK

__all__ = [
    "COUNT_LIMIT", "MARK", "Facet", "Facets", "Hit", "Place", "Results", "Sighting", "found_by",
    "matching", "search", "trend",
]  # fmt: skip
