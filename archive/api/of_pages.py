"""What there is to tell of one page: its text, its history, its words, and where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from archive.archive import READABLE, Archive
from archive.citing.gathering import Missed, citation, of_quoted, quoted
from archive.citing.permalinks import quote_in
from archive.citing.wording import missed
from archive.errors import NotFound
from archive.history.blame.gathering import blame_of
from archive.history.blame.record import record as blame_record
from archive.history.choosing import chosen
from archive.history.listings import DEPARTURES, listing_of
from archive.history.observations import observations
from archive.presence.gathering import of_url
from archive.presence.wording import clock
from archive.replay.closest import closest
from archive.replay.showing import is_markup, parts_of
from archive.search.options import require_source
from archive.serving.addresses import Address
from archive.serving.base import Base
from archive.store.captures import Capture
from archive.telling.captures import capture_record
from archive.telling.changes import difference_record
from archive.telling.citing import citation_record, quote_record
from archive.telling.history import capture_records, standing, tombstone_record
from archive.telling.listings import change_record, look_records, stood_records
from archive.telling.parts import part_record
from archive.telling.presence import presence_record
from archive.telling.similar import likeness_record
from archive.urls import timestamp

Want = Mapping[str, Any]
"""The parameters, as they are meant."""
Record = dict[str, Any]


def page(archive: Archive, want: Want, base: Base) -> Record:
    """A capture, its text, and what is known of it."""
    del base
    capture = shown(archive, want["url"], want["at"])
    return capture_record(archive, capture, archive.facts_of(capture))


def history(archive: Archive, want: Want, base: Base) -> Record:
    """The captures of a page, and what changed."""
    del base
    url = want["url"]
    stands = of_url(archive.connection, url)
    seen, gone = observations(archive, url, stands), standing(archive, url)
    if not seen and not gone:
        raise _nothing(url)
    return {
        "url": url,
        "presence": presence_record(stands) if stands else None,
        "captures": list(capture_records(seen, gone, stands)),
        "removed": [tombstone_record(one) for one in gone],
    }


def diff(archive: Archive, want: Want, base: Base) -> Record:
    """What changed from one text to another."""
    del base
    before, after = chosen(archive, want["url"], want["from"] or None, want["to"] or None)
    return difference_record(want["url"], before, after)


def blame(archive: Archive, want: Want, base: Base) -> Record:
    """Since when each sentence stands there."""
    del base
    found = blame_of(archive, want["url"], want["at"])
    if found is None:
        raise NotFound(f"the archive has no text of {want['url']}")
    return blame_record(found.since(want["since"]) if want["since"] else found)


def parts(archive: Archive, want: Want, base: Base) -> Record:
    """The files that a saved page is made of without its scripts."""
    del base
    url, at = want["url"], want["at"]
    capture = closest(archive, Address(url, (timestamp(at) if at else "",)))
    memento = archive.memento(capture) if capture else None
    if capture is None or memento is None:
        raise _nothing(url)
    if not is_markup(memento):
        raise NotFound(f"what was captured of {url} is {memento.media_type}, no page with files")
    found = parts_of(archive, memento, timestamp(capture.time))
    return {
        "url": capture.url,
        "captured": capture.time,
        "sha256": capture.digest.hex() if capture.digest else None,
        "missing": sum(1 for part in found if part.found is None),
        "parts": [part_record(part, capture) for part in found],
    }


def similar(archive: Archive, want: Want, base: Base) -> Record:
    """Texts of other pages that are similar to that of a page."""
    # With numpy, which a server need not wait for when it starts.
    from archive.similar import similar as similar_texts

    del base
    source = want["source"] or None
    require_source(archive, source)
    found = similar_texts(
        archive, want["url"], at=want["at"], least=want["min"] / 100, source=source,
        limit=want["limit"], all_versions=want["all_versions"],
    )  # fmt: skip
    return {
        "url": want["url"],
        "title": found.subject.title,
        "total": found.total,
        "behind": found.behind,
        "texts": [likeness_record(one) for one in found.texts],
    }


def listing(archive: Archive, want: Want, base: Base) -> Record:
    """A list as it stood at a time."""
    del base
    found = listing_of(archive, want["url"])
    if found is None:
        raise NotFound(f"the archive has no capture of {want['url']} that was read as a list")
    look = found.looks[found.at(want["at"])]
    changes = [one for one in found.changes if one.by == look.time]
    return {
        "url": found.url,
        "form": found.form,
        "order": found.order,
        "captured": look.time,
        "looks": len(found.looks),
        "first_look": found.looks[0].time,
        "last_look": found.looks[-1].time,
        "items": list(look_records(found, look)),
        "gone": [change_record(one) for one in changes if one.kind in DEPARTURES],
    }


def stood(archive: Archive, want: Want, base: Base) -> Record:
    """The lists on which a page stood."""
    del base
    found = stood_records(archive, want["url"])
    if not found:
        raise NotFound(f"{want['url']} was seen on no list")
    return {"url": want["url"], "lists": found}


def cite(archive: Archive, want: Want, base: Base) -> Record:
    """A capture as it is cited."""
    capture = shown(archive, want["url"], want["at"])
    return citation_record(citation(archive, capture, archive.version_of(capture), base), capture)


def quote(archive: Archive, want: Want, base: Base) -> Record:
    """Words of a page, and whether they still stand."""
    one = quoted(archive, want["url"], want["at"], quote_in(want))
    if isinstance(one, Missed):
        where = f"the capture of {clock(one.capture.time)}"
        raise NotFound(f"these words are not in {where}; {missed(one.held, clock)}")
    return citation_record(of_quoted(archive, one, base), one.capture) | quote_record(one, base)


def shown(archive: Archive, url: str, at: datetime | None) -> Capture:
    """The capture that the view of a page shows.

    Without a time the latest with a text; of several within the second asked for, one with a text.

    Raises:
        NotFound: there is none.
    """
    found = archive.captures(url)
    if not found:
        raise _nothing(url)
    if at is None:
        readable = (one for one in reversed(found) if one.outcome in READABLE)
        return next((one for one in readable if archive.version_of(one)), found[-1])
    exact = [one for one in found if timestamp(one.time) == timestamp(at)]
    if exact:
        return next((one for one in exact if archive.version_of(one)), exact[0])
    return min(found, key=lambda one: abs(one.time - at))


def _nothing(url: str) -> NotFound:
    return NotFound(f"the archive holds no capture of {url}")
