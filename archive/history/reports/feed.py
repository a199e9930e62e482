"""A report as a feed (Atom, JSON Feed)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from uuid import NAMESPACE_URL, uuid5

from archive.api.feeds import Entry, Feed
from archive.history.diff import Difference
from archive.history.diff.glimpse import glimpse
from archive.history.reports.model import Event, Report
from archive.history.reports.wording import name_of, size_of, told
from archive.presence.wording import clock
from archive.serving.addresses import is_web
from archive.urls import moment


def feed(
    report: Report,
    made: str,
    asked: str,
    difference_of: Callable[[Event], Difference | None],
    link_of: Callable[[Event], str],
    addresses: Sequence[str | None] = (None, None, None),
) -> Feed:
    """A report as a feed.

    Args:
        report: what there is to tell.
        made: what no other archive has, so that no other feed has the same id.
        asked: what was asked for, as a query string; a feed of another has another id.
        difference_of: in what the texts of an event differ, if there are two.
        link_of: where an event is read.
        addresses: of the feed in Atom and as JSON, and of the page for people, if there are any.
    """
    times = [event.time for event in report.events]
    atom, json, page = addresses
    return Feed(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'greffe:changes:{made}:{asked}')}",
        title="Changes",
        subtitle="What changed on pages, what vanished and what came back",
        updated=max(times, default=moment(0)),
        entries=[
            _entry(event, made, difference_of(event), link_of(event)) for event in report.events
        ],
        atom=atom, json=json, page=page,
    )  # fmt: skip


def _entry(event: Event, made: str, delta: Difference | None, link: str) -> Entry:
    name = name_of(event)
    size, words = size_of(event), told(event)
    lines = [f"{_clocked(event.time, event.source)}{f': {size}' if size else ''}"]
    lines += [words] if words else []
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    pieces = glimpse(delta) if delta else []
    shown = "".join(
        f"<ins>{escape(piece.text)}</ins>" if piece.op == "added"
        else f"<del>{escape(piece.text)}</del>" if piece.op == "removed" else escape(piece.text)
        for piece in pieces
    )  # fmt: skip
    html += f"<blockquote>{shown}</blockquote>" if pieces else ""
    text = [*lines, "".join(_marked(piece.op, piece.text) for piece in pieces)]
    return Entry(
        id=f"urn:uuid:{uuid5(NAMESPACE_URL, f'greffe:change:{made}:{event.key}')}",
        title=f"{name[:1].upper()}{name[1:]}: {event.title or event.url}",
        link=link,
        updated=event.time,
        html=html,
        text="\n".join(filter(None, text)),
        category="silent" if event.disclosure == "silent" else event.kind,
        related=[event.url] if is_web(event.url) else [],
        language=event.language or None,
        facts=event.record(),
    )


def _marked(op: str, text: str) -> str:
    return f"{{+{text}+}}" if op == "added" else f"[-{text}-]" if op == "removed" else text


def _clocked(time: datetime, source: str | None) -> str:
    return f"Seen {clock(time)}" + (f", {source}" if source else "")
