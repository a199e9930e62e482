"""Similar texts: wire copies, near-duplicates and quoted passages, in other pages of an archive."""

from archive.similar.comparison import Share, changed, shared
from archive.similar.finding import (
    LEAST,
    Likeness,
    Similar,
    Subject,
    number_similar,
    similar,
    similar_to,
)

__all__ = [
    "LEAST", "Likeness", "Share", "Similar", "Subject",
    "changed", "number_similar", "shared", "similar", "similar_to",
]  # fmt: skip
