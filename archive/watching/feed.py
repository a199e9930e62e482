"""What watches found, as feeds."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from archive.api.feeds import Entry, Feed
from archive.archive import Archive
from archive.serving.addresses import is_web
from archive.store.marks import made_of
from archive.store.watches import Watch
from archive.urls import moment
from archive.watching.accounts import Account, Spot, recent
from archive.watching.letters import minute

MOST = 100
"""Entries of a feed, the newest."""
_TITLES = {"new": "New", "vanished": "Vanished", "unseen": "Could not be seen"}


def feed_of(archive: Archive, watch: Watch, room: str | None) -> Feed:
    """The feed of one watch.

    Args:
        archive: where.
        watch: whose.
        room: address of the reading room that it links to, if there is one.
    """
    found = recent(archive, [watch], MOST)
    path = f"/watch/{quote(watch.name)}"
    return Feed(
        id=f"urn:uuid:{watch.uid}",
        title=f"{watch.name}, a watch",
        subtitle=f"New and vanished texts for: {watch.query}",
        updated=found[0].found if found else watch.created,
        entries=[_entry(account, room) for account in found],
        **_addresses(room, path, path),
    )


def feed_of_all(archive: Archive, held: Sequence[Watch], room: str | None) -> Feed:
    """The feed of all watches; see ``feed_of``."""
    found = recent(archive, held, MOST)
    made = made_of(archive.connection)
    times = [watch.created for watch in held] + [account.found for account in found]
    return Feed(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'greffe:watches:{made}')}",
        title="All watches",
        subtitle="New and vanished texts of all watches",
        updated=max(times, default=moment(0)),
        entries=[_entry(account, room, is_named=True) for account in found],
        **_addresses(room, "/watches", "/watches"),
    )


def record(account: Account) -> dict[str, Any]:
    """What is told of something that was found, for programs."""
    return {
        "watch": account.watch,
        "kind": account.kind,
        "id": f"urn:uuid:{account.uid}",
        "found": account.found,
        "title": account.title,
        "language": account.language,
        "published": account.published,
        "words": account.words,
        "reason": account.reason or None,
        "places": [
            {"url": spot.url, "source": spot.source, "captured": spot.time,
             "last_seen": spot.last_seen}
            for spot in account.spots
        ],
    }  # fmt: skip


def _addresses(room: str | None, page: str, feed: str) -> dict[str, str | None]:
    if not room:
        return {}
    base = room.rstrip("/")
    return {"atom": f"{base}{feed}.atom", "json": f"{base}{feed}.json", "page": f"{base}{page}"}


def _entry(account: Account, room: str | None, *, is_named: bool = False) -> Entry:
    name = f"[{account.watch}] " if is_named else ""
    title = account.title or account.spot.url
    lines = [*_said(account), *(_where(account, spot) for spot in account.spots)]
    html = [f"<p>{escape(line)}</p>" for line in _said(account)]
    html += [f"<p>{_linked(account, spot)}</p>" for spot in account.spots]
    return Entry(
        id=f"urn:uuid:{account.uid}",
        title=f"{name}{_TITLES[account.kind]}: {title}",
        link=account.link(room),
        updated=account.found,
        html="".join(html),
        text="\n".join(lines),
        category=account.kind,
        related=[spot.url for spot in account.spots if is_web(spot.url)],
        language=account.language,
        facts=record(account),
    )


def _said(account: Account) -> list[str]:
    lines = [f"{account.reason[:1].upper()}{account.reason[1:]}."] if account.reason else []
    if account.words:
        verb = "Says" if account.kind == "new" else "Said"
        lines.append(f"{verb}: “{account.words}”")
    return lines


def _where(account: Account, spot: Spot) -> str:
    return f"{spot.url}: {_times(account, spot)}"


def _linked(account: Account, spot: Spot) -> str:
    url = escape(spot.url)
    shown = f'<a href="{url}">{url}</a>' if is_web(spot.url) else url
    return f"{shown}: {escape(_times(account, spot))}"


def _times(account: Account, spot: Spot) -> str:
    source = f"{spot.source}, " if spot.source else ""
    if account.kind == "new":
        return f"{source}captured {minute(spot.time)}"
    end = "first without" if account.kind == "vanished" else "not seen"
    return f"{source}last seen {minute(spot.last_seen)}, {end} {minute(spot.time)}"
