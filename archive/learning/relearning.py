"""A model learned again from the very captures that it was learned from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from archive.archive import Archive
from archive.learning.looks import LookAt
from archive.store import events, sites
from archive.store.sites import Site


def relearned(archive: Archive, site: Site, look: LookAt) -> tuple[Site, str]:
    """A site with its model made anew; why it is the one that was stored, if so.

    Args:
        archive: the archive.
        site: with a model.
        look: tells what a capture teaches.
    """
    from archive.clean.site import SiteModel

    is_readable = sites.model_of(site.model) is not None
    used = sites.lessons(archive.connection, site.id, is_used=True)
    samples = [look(number).sample for number in used]
    found = [sample for sample in samples if sample is not None]
    lost = site.lost + len(samples) - len(found)
    if is_readable and lost:
        return site, f"{lost:,} of the captures it was learned from are gone or damaged"
    model = SiteModel.learn(found)
    later = sites.lessons(archive.connection, site.id, is_used=False)
    since = [sample for number in later if (sample := look(number).sample) is not None]
    if model.stamp == site.stamp and is_readable:
        return site, ""
    if not model.generation:
        taught = model.taught(*since).to_bytes()
        gone = replace(site, model=None, taught=taught, stamp="", pages=0, generation=0)
        return gone, f"{lost:,} of the captures it was learned from are gone or damaged"
    made = replace(
        site, model=model.to_bytes(), taught=model.taught(*since).to_bytes() if since else None,
        stamp=model.stamp, pages=model.pages, generation=model.generation,
    )  # fmt: skip
    return made, ""


def mended(archive: Archive, site: Site, look: LookAt, now: datetime) -> Site:
    """A site whose model cannot be loaded, with one made anew; written, with an event."""
    made, _ = relearned(archive, site, look)
    made = replace(made, learned=now, behind=now)
    with archive.transaction():
        number = events.begin(archive.connection, "site model", now)
        detail = {
            "host": site.name,
            "stamp": made.stamp,
            "before": site.stamp,
            "reason": "the stored one cannot be read by this version",
        }
        events.end(archive.connection, number, "done", detail, now)
        return sites.kept(archive.connection, made)
