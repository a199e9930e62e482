"""The templates, and what they may call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.history.diff.plain import edges
from archive.serving.addresses import address, is_web, quoted
from archive.urls import timestamp
from archive.web import wording
from archive.web.said import SEARCHED
from archive.web.views import grouped


def environment(*, can_save: bool = False) -> Environment:
    """The templates' environment: everything is escaped, nothing may be missing.

    Args:
        can_save: whether pages can be saved from the reading room.
    """
    pages = Environment(
        loader=PackageLoader("archive.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    helpers: Mapping[str, Callable[..., Any]] = {
        "day": wording.day,
        "clock": wording.clock,
        "minute": wording.minute,
        "stated": wording.stated,
        "size": wording.size,
        "counted": wording.counted,
        "distance": wording.distance,
        "language": wording.language,
        "marked": wording.marked,
        "shown": wording.shown,
        "upper_first": wording.upper_first,
        "grouped": grouped,
        "edges": edges,
        "is_web": is_web,
        "quoted": quoted,
        "timestamp": timestamp,
    }
    pages.filters.update(helpers)
    pages.globals.update(
        can_save=can_save,
        page_path=page_path,
        replay_path=replay_path,
        still_path=still_path,
        raw_path=raw_path,
        diff_path=diff_path,
        since_path=since_path,
        compare_path=compare_path,
        similar_path=similar_path,
        blame_path=blame_path,
        listing_path=listing_path,
        stood_path=stood_path,
        hows=wording.HOWS,
        outcomes=wording.OUTCOMES,
        changes=wording.CHANGES,
        languages=wording.LANGUAGES,
        origins=wording.ORIGINS,
        searched=SEARCHED,
    )
    return pages


def page_path(url: str, at: datetime | None = None) -> str:
    """Address of a page as it was at a time."""
    return address("/page", url, at)


def replay_path(url: str, at: datetime | None = None) -> str:
    """Address at which a page is shown as it looked."""
    return address("/replay", url, at)


def still_path(url: str, at: datetime | None = None) -> str:
    """Address at which a page is shown without its scripts."""
    return address("/still", url, at)


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


def since_path(url: str, old: datetime) -> str:
    """Address of what changed in a page from a time to its latest text."""
    return address("/diff", url, old)
