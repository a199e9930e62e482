"""Lists through time: what stood on a front page, a feed or a sitemap, where and until when."""

from archive.history.listings.gathering import Stood, listing_of, stood_on
from archive.history.listings.items import (
    COMINGS,
    DEPARTURES,
    Change,
    Item,
    Life,
    Listing,
    Look,
    Stay,
    Unread,
)
from archive.history.listings.lives import told

__all__ = [
    "COMINGS", "DEPARTURES", "Change", "Item", "Life", "Listing", "Look", "Stay", "Stood",
    "Unread", "listing_of", "stood_on", "told",
]  # fmt: skip
