"""The models of sites in a rebuild: each is learned again before pages are read by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from archive.archive import Archive
from archive.learning.looks import LookAt
from archive.learning.relearning import relearned
from archive.rebuild.differences import Difference
from archive.store import sites


def learned_again(
    archive: Archive, look: LookAt, kept: dict[str, str], now: datetime, *, is_check: bool
) -> Iterator[Difference]:
    """Learn the models of all sites again; written, where they are not those that are stored.

    Args:
        archive: the archive.
        look: tells what captures teach of their sites.
        kept: given the sites whose model stays the stored one, as it cannot be had again, and why.
        now: the time.
        is_check: only tell what differs.

    Yields:
        A difference for each that is another one.
    """
    for site in sites.known(archive.connection):
        if site.model is None:
            continue
        made, reason = relearned(archive, site, look)
        if reason:
            kept[site.name] = reason
        if made.stamp == site.stamp and made.model == site.model:
            continue
        yield Difference("site", None, site.name, site.stamp, made.stamp)
        if not is_check:
            with archive.transaction():
                sites.kept(archive.connection, replace(made, learned=now))


def all_read(archive: Archive, now: datetime) -> None:
    """Write that all texts are read by the models that there are. Within a transaction."""
    for site in sites.behind(archive.connection):
        sites.kept(archive.connection, replace(site, behind=None, anew=now))
