"""What feeds, sitemaps and redirects name, made safe to ask for and to parse."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin, urlsplit

_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")


def absolute(base: str, place: str) -> str | None:
    """``place`` as seen from ``base``, without fragment; ``None`` where it is no http(s) URL.

    Sites name addresses that cannot be split (``http://[``), have a port that is none, or hold
    half of a surrogate pair: one of these must not cost what stands beside it.
    """
    try:
        url = urldefrag(urljoin(base, place.strip())).url
        url.encode()
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return url if is_good else None


def spellings(url: str) -> list[str]:
    """Other ways to write the URL of a page, which servers may answer otherwise.

    With and without a slash at the end, by ``http`` and ``https``, with and without ``www.``.
    """
    parts = urlsplit(url)
    slashed = parts.path[:-1] if parts.path.endswith("/") else f"{parts.path}/"
    host = parts.netloc.removeprefix("www.")
    return [
        other
        for path in (slashed, parts.path)
        for scheme in (parts.scheme, "https" if parts.scheme == "http" else "http")
        for place in (parts.netloc, host if host != parts.netloc else f"www.{host}")
        if (other := parts._replace(scheme=scheme, netloc=place, path=path).geturl()) != url
    ]


def with_possible_references(markup: bytes) -> bytes:
    """Markup whose references to no character name U+FFFD, as in HTML: they stop XML parsers."""
    return _REFERENCE.sub(_possible, markup)


def _possible(reference: re.Match[bytes]) -> bytes:
    digits = (reference[1] or reference[2]).lstrip(b"0") or b"0"
    number = int(digits, 16 if reference[1] else 10) if len(digits) < 8 else -1
    is_good = 0 <= number < 0xD800 or 0xDFFF < number < 0x110000
    return reference[0] if is_good else b"&#xFFFD;"
