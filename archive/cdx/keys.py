"""Ranges of SURT keys, as pywb's CDX server takes them from a URL and how far it is to match."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import BadInput
from archive.surt import surt

MATCHES = ("exact", "prefix", "host", "domain")
"""What may match: the URL, what begins with it, its host, its host and those below it."""
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Keys:
    """A range of keys.

    Attributes:
        start: the first.
        end: what comes behind the last; ``None`` where the first is the only one.
    """

    start: str
    end: str | None = None


def keys_of(url: str, match: str | None = None) -> Keys:
    """The keys that a query means.

    Args:
        url: a URL, with or without scheme. Where ``match`` is not given, ``*`` at its end makes it
            a prefix and ``*.`` before it a domain; ``*`` alone is everything.
        match: one of ``MATCHES``.

    Raises:
        BadInput: there is no such way to match.
    """
    if match is not None and match not in MATCHES:
        raise BadInput(f"matchType={match} is not known; there are {', '.join(MATCHES)}")
    if match is None and url == "*":
        return Keys("", _LAST)
    if match is None:
        url, match = _meant(url)
    key = surt(url)
    if match == "exact":
        return Keys(key)
    if match == "prefix":
        # A key drops the slash that a folder's URL ends with.
        start = key + next((c for c in "/?" if url.endswith(c) and not key.endswith(c)), "")
        return Keys(start, start[:-1] + chr(ord(start[-1]) + 1))
    host = key.partition(")/")[0]
    if match == "host":
        return Keys(f"{host})/", f"{host}*")
    # Behind the name of a top-level domain there is a comma in every key.
    return Keys(host + (")/" if "," in host else ","), f"{host}-")


def _meant(url: str) -> tuple[str, str]:
    if url.startswith("*."):
        return url[2:], "domain"
    return (url[:-1], "prefix") if url.endswith("*") else (url, "exact")
