"""History: what a page said when, and what changed."""

from archive.history.diff import BlockChange, Difference, Piece, compared, difference
from archive.history.observations import Edit, Observed, edits, observations, reread

__all__ = [
    "BlockChange", "Difference", "Edit", "Observed", "Piece",
    "compared", "difference", "edits", "observations", "reread",
]  # fmt: skip
