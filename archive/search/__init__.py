"""Search: what a person types, over everything that was read."""

from archive.search.chosen import found_by
from archive.search.engine import MARK, Filters, Hit, Results, search
from archive.search.query import Query, compiled

__all__ = ["MARK", "Filters", "Hit", "Query", "Results", "compiled", "found_by", "search"]
