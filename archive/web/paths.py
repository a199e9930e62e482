"""The addresses of the reading room's views."""

from __future__ import annotations

from datetime import datetime

from archive.serving.addresses import address, paged, quoted
from archive.urls import timestamp


def page_path(url: str, at: datetime | None = None) -> str:
    """Address of a page as it was at a time."""
    return address("/page", url, at)


def replay_path(url: str, at: datetime | None = None) -> str:
    """Address at which a page is shown as it looked."""
    return address("/replay", url, at)


def still_path(url: str, at: datetime | None = None) -> str:
    """Address at which a page is shown without its scripts."""
    return address("/still", url, at)


def picture_path(url: str, at: datetime | None = None, page: int = 1) -> str:
    """Address at which a page is shown as a picture; of a document, one of its pages."""
    return paged(address("/picture", url, at), page)


def image_path(url: str, at: datetime, page: int = 1) -> str:
    """Address of that picture itself."""
    return paged(address("/picture.png", url, at), page)


def raw_path(url: str, at: datetime) -> str:
    """Address of the payload of a capture."""
    return f"/raw/{timestamp(at)}id_/{quoted(url)}"


def diff_path(url: str, old: datetime, new: datetime) -> str:
    """Address of what changed in a page between two times."""
    return address("/diff", url, old, new)


def similar_path(url: str, at: datetime | None = None) -> str:
    """Address of the texts that are similar to that of a page."""
    return address("/similar", url, at)


def blame_path(url: str, at: datetime | None = None) -> str:
    """Address of who said what when on a page, as it was at a time."""
    return address("/blame", url, at)


def listing_path(url: str, at: datetime | None = None) -> str:
    """Address of a list as it stood at a time."""
    return address("/listing", url, at)


def stood_path(url: str) -> str:
    """Address of the lists on which a page stood."""
    return address("/stood", url)


def compare_path(url: str, old: datetime, new: datetime) -> str:
    """Address of the same, the two texts side by side."""
    return address("/compare", url, old, new)


def beside_path(url: str, old: datetime, new: datetime) -> str:
    """Address of both saved pages beside one another."""
    return address("/beside", url, old, new)


def since_path(url: str, old: datetime) -> str:
    """Address of what changed in a page from a time to its latest text."""
    return address("/diff", url, old)


PATHS = (
    page_path, replay_path, still_path, picture_path, image_path, raw_path, diff_path,
    similar_path, blame_path, listing_path, stood_path, compare_path, beside_path, since_path,
)  # fmt: skip
"""All of them."""
