"""Search: what a person types, over everything that was read."""

from archive.search.asked import Asked
from archive.search.chosen import found_by
from archive.search.engine import MARK, Filters, Hit, Results, search
from archive.search.query import Query, compiled
from archive.search.reading import read
from archive.search.wording import explained, written

__all__ = [
    "MARK",
    "Asked",
    "Filters",
    "Hit",
    "Query",
    "Results",
    "compiled",
    "explained",
    "found_by",
    "read",
    "search",
    "written",
]
