"""The templates, and what they may call."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from archive.api.paths import path as api_path
from archive.health.wording import OUTCOMES, WALLS
from archive.history.diff.plain import edges
from archive.history.listings.wording import stay_of
from archive.presence.wording import span
from archive.serving.addresses import is_web, quoted
from archive.serving.languages import CHOICE, NAME, here
from archive.translation.names import PAGE_KINDS, language_name
from archive.translation.speaking import forms, tongues
from archive.translation.table import Table
from archive.translation.templates import translated
from archive.urls import timestamp
from archive.web import wording
from archive.web.paths import PATHS


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
        **{path.__name__: path for path in PATHS},
        month_of=lambda year, month: forms().month_of(year, month),
        weekdays=wording.WEEKDAYS,
        stay_of=stay_of,
        searched=wording.SEARCHED,
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
    "grouped": wording.grouped,
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
