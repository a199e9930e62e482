"""Saved pages without their scripts, as answers, and what they are made of.

The archive puts such a page together itself: no script takes part in it, neither the page's nor one
of ours. So what it is made of can be told by the archive, too, and no saved page has a say in that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from archive.archive import Archive
from archive.clean.outlinks import css_links
from archive.memento import Memento
from archive.replay.closest import Found, nearest, target
from archive.replay.raw import Answer, raw
from archive.replay.still import Places, still, still_style
from archive.serving.addresses import Address, quoted
from archive.store.captures import Capture
from archive.urls import timestamp

PAGES = frozenset(("text/html", "application/xhtml+xml"))
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; media-src 'self'; frame-src 'self'; form-action 'none'; "
    "base-uri 'none'; sandbox allow-same-origin; frame-ancestors 'self' {room}"
)
"""Of every answer. Without scripts the origin is of no use to a page; it makes its own files its
own, and lets them be asked for where a pass is needed."""
_STYLE = "text/css"
_SCRIPTS = ("javascript", "ecmascript")
_MOST, _DEEPEST = 1000, 4


@dataclass(frozen=True, slots=True)
class Part:
    """A file that a page is made of.

    Attributes:
        url: what the page names.
        found: what stands for it; ``None`` where the archive has nothing.
    """

    url: str
    found: Found | None

    @property
    def capture(self) -> Capture | None:
        """The capture that stands for it."""
        return self.found.capture if self.found else None


def is_markup(memento: Memento) -> bool:
    """Whether an answer is a page to be put together."""
    return raw(memento).field("content-type") == "text/html" or memento.media_type in PAGES


def place_of(address: Address) -> str:
    """What stands before a URL in addresses of the same time."""
    return f"/still/{address.digits}/" if address.digits else "/still/"


def shown(
    memento: Memento, address: Address, accepted: Collection[str] | None, room: str, above: str
) -> Answer:
    """A page, style sheet or file as it is shown without scripts.

    Args:
        memento: the answer.
        address: what was asked for.
        accepted: content codings the client can undo.
        room: origin of the reading room.
        above: HTML of ours to stand above a page.
    """
    policy = ("Content-Security-Policy", POLICY.format(room=room))
    url, prefix = memento.capture.url, place_of(address)

    def place(one: str) -> str:
        return prefix + quoted(one)

    if memento.fits and is_markup(memento):
        page = still(memento.body()[0], url, memento.charset, Places(place, place), above)
        return _made("text/html; charset=utf-8", page, policy)
    if memento.fits and memento.media_type == _STYLE:
        style = still_style(memento.body()[0], url, memento.charset, place)
        return _made("text/css; charset=utf-8", style, policy)
    answer = raw(memento, accepted)
    fields = tuple(pair for pair in answer.fields if pair[0].lower() != policy[0].lower())
    return replace(answer, fields=(*fields, policy))


def is_script(memento: Memento) -> bool:
    """Whether an answer is a script, which nothing here asks for."""
    return any(name in memento.media_type for name in _SCRIPTS)


def parts_of(archive: Archive, memento: Memento, digits: str) -> tuple[Part, ...]:
    """The files that a page is made of without its scripts, each once, in the page's order.

    Args:
        archive: where they are.
        memento: the page.
        digits: the time they should be of.
    """
    parts: dict[str, Part] = {}
    pending = [(url, 0) for url in _named(memento)]
    while pending and len(parts) < _MOST:
        url, depth = pending.pop(0)
        if url in parts:
            continue
        found = _followed(archive, url, digits)
        parts[url] = Part(url, found)
        inner = archive.memento(found.capture) if found and depth < _DEEPEST else None
        if inner is not None:
            pending.extend((one, depth + 1) for one in _named(inner))
    return tuple(parts.values())


def _named(memento: Memento) -> tuple[str, ...]:
    """What a page or a style sheet is made of."""
    capture = memento.capture
    if not memento.fits:
        return ()
    if memento.media_type == _STYLE:
        return tuple(link.url for link in css_links(memento.body()[0], capture.url))
    if not is_markup(memento):
        return ()
    names: dict[str, None] = {}

    def note(url: str) -> str:
        if len(names) < _MOST:
            names.setdefault(url)
        return url

    still(memento.body()[0], capture.url, memento.charset, Places(note, lambda url: url))
    return tuple(names)


def _followed(archive: Archive, url: str, digits: str) -> Found | None:
    """What stands for a URL; of a redirect, what it leads to, if that is there."""
    found = nearest(archive, Address(url, (digits,)))
    for _ in range(_DEEPEST):
        if found is None or not (leads := target(found.capture)):
            break
        found = nearest(archive, Address(leads, (timestamp(found.capture.time),)))
    return found


def _made(kind: str, text: str, policy: tuple[str, str]) -> Answer:
    body = text.encode("utf-8", "replace")
    fields = (
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        policy,
    )
    return Answer(200, fields, body)
