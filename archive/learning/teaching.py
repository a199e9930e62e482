"""A site taught by samples: its model improves, its layouts come and go, and events say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from archive.store import events, sites
from archive.store.database import Connection
from archive.store.sites import SeenLayout, Site

if TYPE_CHECKING:
    from archive.clean.site import Layout, Sample, SiteModel


def taught(
    connection: Connection,
    site: Site,
    samples: Sequence[Sample],
    seen: Iterable[tuple[str, datetime]],
    now: datetime,
) -> Site:
    """What is known of a site once it was taught; written, with events. Within a transaction.

    Texts are read by another model only when that knows enough more (``SiteModel.generation``).

    Args:
        connection: to the archive.
        site: as it was.
        samples: of captures of it, whose lessons are written.
        seen: the layouts that captures of it had which taught nothing, and when.
        now: the time.
    """
    from archive.clean.site import SiteModel

    used = sites.model_of(site.model)
    before = sites.model_of(site.taught) or used or SiteModel()
    model = before.taught(*samples) if samples else before
    layouts = _seen(merged(site.layouts, model.layouts, now) if samples else site.layouts, seen)
    _tell(connection, site, layouts, now)
    known = replace(site, layouts=layouts, taught=model.to_bytes() if samples else site.taught)
    if samples and model.generation and (used is None or model.improved_since(used)):
        known = applied(connection, known, model, now)
    return sites.kept(connection, known)


def applied(connection: Connection, site: Site, model: SiteModel, now: datetime) -> Site:
    """The site with another model to read its pages by; its texts are to be read anew."""
    sites.used(connection, site.id)
    detail = {
        "host": site.name,
        "generation": model.generation,
        "pages": model.pages,
        "stamp": model.stamp,
        "before": site.stamp,
        "layouts": [layout.id for layout in model.layouts],
    }
    _event(connection, "site model", detail, now)
    return replace(
        site,
        model=model.to_bytes(),
        taught=None,
        pages=model.pages,
        generation=model.generation,
        stamp=model.stamp,
        learned=now,
        behind=site.behind or now,
    )


def merged(
    known: Sequence[SeenLayout], found: Sequence[Layout], now: datetime
) -> tuple[SeenLayout, ...]:
    """The layouts of a site as a model has them now, with what was known of them.

    A layout goes by the first page that has it. Where an earlier one comes to be known, it goes by
    that, and is the same one. Layouts that the model no longer has samples of stay.
    """
    by_id = {layout.id: layout for layout in known}
    gone = [layout for layout in known if layout.id not in {one.id for one in found}]
    new = [layout for layout in found if layout.id not in by_id]
    if len(gone) == len(new):
        by_id |= {one.id: was for one, was in zip(new, gone, strict=True)}
        gone = []
    result = list(gone)
    for layout in found:
        was = by_id.get(layout.id)
        first, last = layout.first or now, layout.last or now
        replaces = layout.replaces or (was.replaces if was else "")
        result.append(
            SeenLayout(
                id=layout.id,
                pages=layout.pages,
                first=min(first, was.first) if was else first,
                last=max(last, was.last) if was else last,
                replaces=replaces,
                noticed=was.noticed if was and (was.replaces or not replaces) else now,
            )
        )
    return tuple(sorted(result, key=lambda layout: (layout.first, layout.id)))


def _seen(
    layouts: tuple[SeenLayout, ...], seen: Iterable[tuple[str, datetime]]
) -> tuple[SeenLayout, ...]:
    """The layouts, seen again."""
    last: dict[str, datetime] = {}
    for name, time in seen:
        last[name] = max(time, last.get(name, time))
    return tuple(replace(one, last=max(one.last, last.get(one.id, one.last))) for one in layouts)


def _tell(connection: Connection, site: Site, layouts: Sequence[SeenLayout], now: datetime) -> None:
    """Write an event for each layout that was just found to have taken the place of another."""
    known = {layout.id for layout in site.layouts if layout.replaces}
    for layout in layouts:
        if layout.replaces and layout.id not in known and layout.noticed == now:
            detail = {
                "host": site.name,
                "layout": layout.id,
                "replaces": layout.replaces,
                "first": layout.first.isoformat(),
                "pages": layout.pages,
            }
            _event(connection, "redesign", detail, now)


def _event(
    connection: Connection, kind: events.Kind, detail: dict[str, Any], now: datetime
) -> None:
    number = events.begin(connection, kind, now)
    events.end(connection, number, "done", detail, now)
