"""Where a script stands: what the addresses in it are relative to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.clean.addresses import Base
from archive.patterns import late

_ABSOLUTE = late(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
_SCRIPT = late(r"\.[cm]?jsx?$", re.IGNORECASE)
_WORKER = late(
    r"(?<![\w$.])(?:importScripts\s*+\(|(?:self\s*+\.\s*+)?onmessage\s*+=(?!=)"
    r"|(?:self\s*+\.\s*+)?addEventListener\s*+\(\s*+[\"']message[\"'])"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a script stands.

    Attributes:
        own: what modules' names and ``importScripts`` are relative to (``import.meta.url``): the
            script's own URL; of one in a page the page's base.
        document: URL of the page, or of the worker; ``None`` where that is not known.
        base: what its other addresses are relative to (``document.baseURI``); ``None`` likewise.
    """

    own: str
    document: str | None
    base: str | None

    def resolved(self, reference: str) -> str | None:
        """The absolute URL of a reference; ``None`` where there is none, or none for sure."""
        reference = reference.strip()
        if not reference or reference[0] == "#":
            return None
        if self.base is not None:
            return Base(self.base).absolute(reference)
        if reference[0] == "/" or _ABSOLUTE.match(reference):
            return Base(self.own).absolute(reference)
        return None

    def module(self, name: str) -> str | None:
        """The URL of a module by its name (WHATWG HTML 8.1.5.1); ``None`` for a bare one."""
        name = name.strip()
        if name.startswith(("/", "./", "../")) or re.match(r"https?:", name, re.IGNORECASE):
            return Base(self.own).absolute(name)
        return None


def place_of_file(text: str, url: str, via: str | None) -> Place:
    """Where a script in a file of its own stands.

    A worker is its own document; other scripts are part of the page that named them.

    Args:
        text: the script.
        url: its own.
        via: URL of what named it.
    """
    if _WORKER.search(text):
        return Place(url, url, url)
    if via is None or _SCRIPT.search(_path(via)):
        return Place(url, None, None)
    return Place(url, via, via)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
