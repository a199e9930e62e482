"""Addresses of the form ``/page/TIMESTAMP/URL``, where the URL stands as it is.

A URL is read from the undecoded request line: decoding it first would make other URLs of those
that hold ``%2F``, ``%3F`` or ``%25``, and its query string would be taken for ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from archive.urls import timestamp

_TIME = re.compile(r"(\d{0,14})(?:[a-z]{2}_)?/")
_ENCODED = re.compile(r"https?%3a", re.IGNORECASE)
_HTTP = re.compile(r"(https?):/*", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
PAGE = "greffe-page"
"""The parameter that names a page of a document. Addresses end in those of saved pages, whose own
parameters must not be taken for it."""
_PAGE = re.compile(rf"(?:^|&){PAGE}=(\d{{1,6}})(?=&|$)".encode())
_AS_IT_IS = "%:/?&=;,@!$'()*+[]~|"


@dataclass(frozen=True, slots=True)
class Address:
    """A URL, and the times before it.

    Attributes:
        url: the URL; of one without scheme, with ``http://``.
        times: up to 14 digits each, as typed; empty text where the latest is meant.
    """

    url: str
    times: tuple[str, ...] = ("",)

    @property
    def digits(self) -> str:
        """The first of the times."""
        return self.times[0]

    @property
    def at(self) -> datetime | None:
        """The start of the period that the first time names; ``None`` for the latest."""
        return period_start(self.digits)


def asked(scope: Any, prefix: str, times: int = 1) -> Address | None:
    """The address that a request asks for below ``prefix``, or ``None`` if it holds no URL.

    Args:
        scope: the ASGI scope of the request.
        prefix: path before the address, e.g. ``/page/``.
        times: how many times may stand before the URL.
    """
    path: str = scope["raw_path"].decode("latin-1")
    query: str = scope["query_string"].decode("latin-1")
    if not path.startswith(prefix):
        return None
    return parsed(path[len(prefix) :] + (f"?{query}" if query else ""), times)


def asked_page(scope: Any, prefix: str) -> tuple[Address | None, int]:
    """The address that a request asks for, and the page of the document there, from 1."""
    query: bytes = scope["query_string"]
    numbers = _PAGE.findall(query)
    rest = _PAGE.sub(b"", query).removeprefix(b"&")
    place = asked({**scope, "query_string": rest}, prefix)
    return place, max(1, int(numbers[-1])) if numbers else 1


def paged(path: str, number: int) -> str:
    """A path with the number of a page of the document there: what ``asked_page`` reads."""
    return f"{path}{'&' if '?' in path else '?'}{PAGE}={number}" if number > 1 else path


def parsed(text: str, times: int = 1) -> Address | None:
    """Read what stands after a prefix; see ``asked``."""
    found: list[str] = []
    while len(found) < times and (match := _TIME.match(text)):
        found.append(match[1])
        text = text[match.end() :]
    if _ENCODED.match(text):
        text = unquote(text)
    url = whole_url(text)
    return Address(url, (*found, *[""] * (times - len(found)))) if url else None


def whole_url(text: str) -> str | None:
    """A URL from what a person or a browser made of it; ``None`` if nothing is left.

    Browsers and proxies make ``https:/`` of ``https://``; people leave the scheme out.
    """
    text = text.strip()
    if match := _HTTP.match(text):
        rest = text[match.end() :]
        return f"{match[1].lower()}://{rest}" if rest else None
    if not text or _OTHER_SCHEME.match(text):
        return text or None
    return f"http://{text}"


def period_start(digits: str) -> datetime | None:
    """The first moment of the year, month, day ... that up to 14 digits name.

    Digits that name no time (a 13th month) are cut from the end until they do; fewer than four
    name nothing.
    """
    for size in range(min(len(digits), 14) // 2 * 2, 3, -2):
        full = digits[:size] + "00000101000000"[size:]
        try:
            return datetime.strptime(full, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def address(prefix: str, url: str, *times: datetime | None) -> str:
    """The path of a URL at some times: what ``asked`` reads."""
    parts = [timestamp(time) for time in times if time is not None]
    return "/".join([prefix.rstrip("/"), *parts, quoted(url)])


def quoted(url: str) -> str:
    """A URL so that it can stand in a path, its own percent-encoding untouched."""
    return quote(url, safe=_AS_IT_IS)


def is_web(url: str | None) -> bool:
    """Whether a URL that came out of the archive may be made a link: only http and https are."""
    try:
        return bool(url) and urlsplit(url or "").scheme in ("http", "https")
    except ValueError:
        return False
