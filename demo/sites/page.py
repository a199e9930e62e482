"""What a site holds at one address on one day."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from demo.pictures import picture

Kind = Literal[
    "article", "listing", "static", "index", "robots", "requisite", "document", "redirect",
    "missing", "blocked", "trap",
]  # fmt: skip

DAYS: Mapping[int, datetime] = {
    1: datetime(2025, 10, 20, 6, 0, tzinfo=UTC),
    2: datetime(2025, 10, 21, 6, 0, tzinfo=UTC),
}
"""The days of the demonstration and the moment at which the sites take on their state."""

HTML = "text/html; charset=UTF-8"
XML = "text/xml; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Page:
    """An answer before it is put on the wire.

    Attributes:
        body: the representation, without codings, or what makes it when it is asked for.
        kind: what the address is for a reader of the site.
        type: media type, ``Content-Type`` as sent.
        status: HTTP status code.
        fields: further header fields, in order.
        title: title of an article, else empty.
        content: the page's own words, without what the site repeats around them: blocks of an
            article, titles and abstracts of a listing.
        modified: when the site says the text was last changed; ``None`` where it says nothing.
        is_volatile: whether the site sends no validators and never answers 304.
    """

    body: bytes | Callable[[], bytes]
    kind: Kind
    type: str = HTML
    status: int = 200
    fields: tuple[tuple[str, str], ...] = ()
    title: str = ""
    content: tuple[str, ...] = ()
    modified: datetime | None = None
    is_volatile: bool = False

    @property
    def data(self) -> bytes:
        """The representation."""
        return self.body if isinstance(self.body, bytes) else self.body()


@dataclass(frozen=True, slots=True)
class View:
    """For whom a site is drawn: the day, and the addresses its links begin with.

    Attributes:
        day: a key of ``DAYS``.
        base: scheme and authority of the site itself, without a final slash.
        peers: the same for all sites, by name.
    """

    day: int
    base: str
    peers: Mapping[str, str]

    def link(self, target: str) -> str:
        """The absolute URL of ``/path`` on this site or ``name:/path`` on another one."""
        name, colon, path = target.partition(":/")
        if colon and name in self.peers:
            return f"{self.peers[name]}/{path}"
        return f"{self.base}{target}" if target.startswith("/") else target


@dataclass(frozen=True, slots=True)
class Site:
    """One of the sites.

    Attributes:
        name: its name in the demonstration.
        pages: everything with an address of its own, by request target.
        others: the answer to any other request target; ``None`` becomes the site's 404.
        missing: the site's page for what is not there.
    """

    name: str
    pages: Callable[[View], dict[str, Page]]
    others: Callable[[View, str, Mapping[str, Page]], Page | None]
    missing: Callable[[View], Page]


def painted(scene: str, seed: str, size: tuple[int, int], modified: datetime) -> Page:
    """A picture, painted when it is first asked for."""
    body = functools.partial(picture, scene, seed, *size)
    return Page(body, "requisite", "image/png", modified=modified)


def redirect(location: str, status: int = 301) -> Page:
    """A redirect with the short body servers send along."""
    body = f'<html><head><title>Moved</title></head><body><a href="{location}">here</a></body>'
    fields = (("Location", location),)
    return Page(f"{body}</html>\n".encode(), "redirect", HTML, status, fields, is_volatile=True)
