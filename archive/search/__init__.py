"""Search: what a person types, over everything that was read."""

from archive.search.asked import Asked
from archive.search.chosen import found_by
from archive.search.counting import trend
from archive.search.engine import search
from archive.search.matching import matching
from archive.search.reading import read
from archive.search.results import Facet, Facets, Hit, Place, Results, Sighting
from archive.search.snippets import MARK
from archive.search.walking import COUNT_LIMIT
from archive.search.wording import explained, written

__all__ = [
    "COUNT_LIMIT", "MARK", "Asked", "Facet", "Facets", "Hit", "Place", "Results", "Sighting",
    "explained", "found_by", "matching", "read", "search", "trend", "written",
]  # fmt: skip
