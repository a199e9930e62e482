"""The templates, and what they may call."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.api.views import path as api_path
from archive.health.wording import OUTCOMES, WALLS
from archive.history.diff.plain import edges
from archive.history.listings.wording import stay_of
from archive.presence.wording import span
from archive.serving.addresses import address, is_web, paged, quoted
from archive.serving.languages import CHOICE, NAME, here
from archive.translation.names import PAGE_KINDS, language_name
from archive.translation.speaking import forms, tongues
from archive.translation.table import Table
from archive.translation.templates import translated
from archive.urls import timestamp
from archive.web import wording
from archive.web.said import SEARCHED
from archive.web.views import grouped


@functools.cache
def environment(*, can_save: bool = False) -> Environment:
    """The templates' environment: everything is escaped, nothing may be missing.

    Args:
        can_save: whether pages can be saved from the reading room.
    """
    pages = translated(
        Environment(
            loader=PackageLoader("archive.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
    pages.filters.update(_FILTERS)
    pages.globals.update(
        can_save=can_save,
        api_path=api_path,
        page_path=page_path,
        replay_path=replay_path,
        still_path=still_path,
        raw_path=raw_path,
        picture_path=picture_path,
        image_path=image_path,
        diff_path=diff_path,
        since_path=since_path,
        compare_path=compare_path,
        beside_path=beside_path,
        similar_path=similar_path,
        blame_path=blame_path,
        listing_path=listing_path,
        stood_path=stood_path,
        month_of=lambda year, month: forms().month_of(year, month),
        weekdays=wording.WEEKDAYS,
        stay_of=stay_of,
        searched=SEARCHED,
        **_WORDS,
        **_LANGUAGES,
    )
    return pages


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "day": wording.day,
    "clock": wording.clock,
    "minute": wording.minute,
    "instant": wording.instant,
    "stated": wording.stated,
    "size": wording.size,
    "distance": wording.distance,
    "language": wording.language,
    "name_of_language": language_name,
    "field_name": wording.field_name,
    "no_date": wording.no_date,
    "span_of": span,
    "marked": wording.marked,
    "shown": wording.shown,
    "upper_first": wording.upper_first,
    "grouped": grouped,
    "edges": edges,
    "is_web": is_web,
    "quoted": quoted,
    "timestamp": timestamp,
}
_WORDS: Mapping[str, Table] = {
    "how_found": wording.FOUND,
    "how_found_by": wording.FOUND_BY,
    "outcomes": wording.OUTCOMES,
    "changes": wording.CHANGES,
    "page_kinds": PAGE_KINDS,
    "presences": wording.PRESENCE,
    "crawl_outcomes": OUTCOMES,
    "walls_named": WALLS,
    "wish_states": wording.WISHES,
    "states_of_sources": wording.STATES,
    "origins": wording.ORIGINS,
}
"""Tables of words, in the language that is spoken."""
_LANGUAGES: Mapping[str, Any] = {
    "languages": wording.offered_languages,
    "tongues": tongues,
    "language_parameter": NAME,
    "language_choice": CHOICE,
    "here_address": here,
}
"""Languages of pages, and those that can be chosen for the reading room."""


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
