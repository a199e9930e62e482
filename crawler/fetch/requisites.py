"""Limits on requisites: a page needs no film of an hour and no installer to look right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request, signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

_FAMILIES = ("text/", "image/", "font/", "audio/", "video/", "model/")
_NEEDED = re.compile(
    r"application/(?:(?:x-)?(?:java|ecma)script|(?:.+\+)?(?:json|xml)|manifest|wasm|pdf"
    r"|(?:x-)?font-.+|vnd\.ms-(?:fontobject|opentype)|(?:x-)?font(?:-\w+)?|mp4|ogg"
    r"|(?:x-mpegurl|vnd\.apple\.mpegurl)|x-shockwave-flash)"
)
_UNTOLD = frozenset(("", "application/octet-stream", "binary/octet-stream", "application/x-binary"))
"""Types that say nothing: fonts come with them, and so do installers."""
_FILES = re.compile(
    r"\.(?:7z|apk|app|bin|bz2|cab|deb|dmg|doc|docx|exe|gz|img|iso|jar|msi|msix|odt|ova|pkg|ppt|pptx"
    r"|rar|rpm|tar|tgz|torrent|vhd|xls|xlsx|xz|zip|zst)$",
    re.IGNORECASE,
)
_STOPPED = "stopped, only what had come is kept"


class Unneeded(StopDownload):
    """The rest of an answer is not wanted; the text says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(fail=False)
        self.args = (reason,)


class RequisiteLimits:
    """A Scrapy extension that stops requisites which are too large or of no use to a page.

    They are the requests whose meta key ``greffe_limit`` is a number: bytes of body, 0 for no
    limit of size.
    """

    def __init__(self) -> None:
        self._received: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        limits = cls()
        crawler.signals.connect(limits.headers_received, signal=signals.headers_received)
        crawler.signals.connect(limits.bytes_received, signal=signals.bytes_received)
        return limits

    def headers_received(self, headers: Headers, body_length: object, request: Request) -> None:
        """Look at type and length before the body comes.

        Raises:
            Unneeded: the body is not wanted.
        """
        limit = request.meta.get("greffe_limit")
        if limit is None:
            return
        named = (headers.get(b"Content-Type") or b"").decode("latin-1")
        disposition = (headers.get(b"Content-Disposition") or b"").decode("latin-1")
        if reason := useless(named, request.url, disposition):
            raise Unneeded(reason)
        if isinstance(body_length, int) and 0 < limit < body_length:
            raise Unneeded(f"{body_length} bytes, over {_allowed(limit)}")

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Count what came.

        Raises:
            Unneeded: it is more than the limit.
        """
        limit = request.meta.get("greffe_limit")
        if limit is None:
            return
        size = self._received[request] = self._received.get(request, 0) + len(data)
        if 0 < limit < size:
            raise Unneeded(f"it went on over {_allowed(limit)}")


def useless(content_type: str, url: str, disposition: str = "") -> str | None:
    """Why something of this type is nothing a page needs to look right, if so."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith(_FAMILIES) or _NEEDED.fullmatch(kind):
        return None
    if kind not in _UNTOLD:
        return f"no page needs {kind} to look right: {_STOPPED}"
    named = re.search(r"filename\*?=\s*\"?([^\";]+)", disposition)
    for name in (unquote(urlsplit(url).path), named[1].strip() if named else ""):
        if file := _FILES.search(name):
            return f"no page needs a {file[0]} file to look right: {_STOPPED}"
    return None


def _allowed(limit: int) -> str:
    return f"the {limit} bytes that a requisite may have (requisite_mb): {_STOPPED}"
