"""The address under which others reach a reading room, and URLs as documents can hold them."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from archive.errors import BadInput

LOCAL = "http://127.0.0.1:8080"
"""Where ``greffe serve`` answers unless it is told otherwise."""
_AS_IT_IS = "%:/?#[]@!$&'()*+,;=~-._"
_OWN_ENDINGS = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


@dataclass(frozen=True, slots=True)
class Base:
    """The address under which a reading room is reached: ``https://archive.example.org``.

    Attributes:
        url: without a stroke at its end.
    """

    url: str = LOCAL

    @property
    def is_public(self) -> bool:
        """Whether others can open it, as far as its host tells."""
        host = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_global
        except ValueError:
            return "." in host and not host.endswith(_OWN_ENDINGS)

    def joined(self, path: str) -> str:
        """The address of a view."""
        return self.url + path


def base_of(text: str) -> Base:
    """The address that a person gives.

    Raises:
        BadInput: it is none.
    """
    wanted = "write e.g. https://archive.example.org"
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise BadInput(f"{text!r} is no address of a reading room ({error}); {wanted}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise BadInput(f"{text!r} is no address of a reading room; {wanted}")
    if parts.query or parts.fragment or parts.username:
        raise BadInput(f"{text!r} holds more than host and path; {wanted}")
    return Base(f"{parts.scheme}://{parts.netloc}{written_url(parts.path).rstrip('/')}")


def written_url(url: str) -> str:
    """A URL in ASCII, as it can stand in a document: what is encoded stays as it is."""
    return quote(url, safe=_AS_IT_IS)
