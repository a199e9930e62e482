"""The search index: which words stand in which text, in the archive's own file.

Two contentless FTS5 tables (https://sqlite.org/fts5.html, 4.4.1), one with the text that each page
shows now, one with those it showed before. What goes into them is analysed here, so that they are
the same with any SQLite and taken out again exactly as they came in.
"""

from archive.store.index.columns import COLUMNS, Columns, columns_of
from archive.store.index.labels import Card, labels_of
from archive.store.index.settling import is_stale, made_anew, settled, stamp

__all__ = [
    "COLUMNS", "Card", "Columns", "columns_of", "is_stale", "labels_of", "made_anew", "settled",
    "stamp",
]  # fmt: skip
