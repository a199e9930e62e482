"""History: what a page said when, and what changed."""

from archive.history.diff import (
    BlockChange,
    Difference,
    PageChange,
    Piece,
    SentenceChange,
    compared,
    difference,
    folded,
    paged,
    quieted,
)
from archive.history.gaps import Gap, gaps
from archive.history.observations import Observed, observations, reread

__all__ = [
    "BlockChange", "Difference", "Gap", "Observed", "PageChange", "Piece",
    "SentenceChange", "compared", "difference", "folded", "gaps", "observations", "paged",
    "quieted", "reread",
]  # fmt: skip
