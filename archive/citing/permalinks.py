"""Addresses in the reading room that lead to quoted words, and are read again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote as encoded

from archive.citing.reading import Reading
from archive.citing.selectors import Quote, shortened
from archive.serving.addresses import address
from archive.serving.base import written_url
from archive.urls import timestamp

LONGEST = 100_000
"""Characters of a quotation that are looked for."""


def page_address(url: str, at: datetime, fragment: str) -> str:
    """The page as it was captured, scrolled to the words by the browser."""
    return address("/page", url, at) + fragment


def live_address(url: str, fragment: str) -> str:
    """The page on the web, scrolled to the words where they still stand there.

    A fragment that a URL has stays before the directive ("URL Fragment Text Directives", 3.3).
    """
    written = written_url(url)
    return written + (fragment.removeprefix("#") if "#" in written else fragment)


def quote_address(
    url: str, at: datetime | None, quote: Quote, path: str = "/quote", text: Reading | None = None
) -> str:
    """The view that shows the words in their context and says whether they stand.

    Args:
        url: of the page.
        at: when it was captured.
        quote: the words.
        path: of the view, or of a machine form of it.
        text: where they stand; so that many words can be told by the first and the last of them.
    """
    short = shortened(text, quote) if text else quote
    values = {
        "url": url, "at": timestamp(at) if at else "", "q": short.exact, "until": short.until,
        "prefix": short.prefix, "suffix": short.suffix,
        "start": "" if short.start is None else str(short.start),
    }  # fmt: skip
    told = "&".join(
        f"{name}={encoded(value, safe=':/')}" for name, value in values.items() if value
    )
    return f"{path}?{told}"


def quote_in(values: Mapping[str, str]) -> Quote:
    """The quotation in the parameters of an address."""
    start = values.get("start", "")
    return Quote(
        values.get("q", "")[:LONGEST], values.get("until", "")[:LONGEST],
        values.get("prefix", "")[:LONGEST], values.get("suffix", "")[:LONGEST],
        int(start) if start.isascii() and start.isdigit() and len(start) < 10 else None,
    )  # fmt: skip
