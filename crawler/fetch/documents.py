"""Links that may lead to documents: the rest of an answer that is none is not fetched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self
from weakref import WeakKeyDictionary

from scrapy import Request, signals

from archive.clean.files import ENOUGH, is_document, is_document_type
from crawler.fetch.requisites import Unneeded

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Headers

_NAMED = re.compile(r"filename\*?=\s*(?:[\w-]+'[\w-]*')?\"?([^\";]+)", re.IGNORECASE)
_WELL = range(200, 300)


class DocumentLimits:
    """A Scrapy extension that stops what is no document after all, and documents too large.

    Its requests are those whose meta key ``greffe_document`` is a number: bytes of body, 0 for no
    limit. What is no document gets the key ``greffe_passed_over`` with the reason, and is not to
    be kept: a page of somebody else's that nobody asked for. What is too large is kept as far as
    it came. Answers other than 2xx are left alone: that a document is gone is worth knowing.
    """

    def __init__(self) -> None:
        self._begun: WeakKeyDictionary[Request, bytes] = WeakKeyDictionary()
        self._sizes: WeakKeyDictionary[Request, int] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        limits = cls()
        crawler.signals.connect(limits.headers_received, signal=signals.headers_received)
        crawler.signals.connect(limits.bytes_received, signal=signals.bytes_received)
        return limits

    def headers_received(
        self, headers: Headers, body_length: object, status: int, request: Request
    ) -> None:
        """Look at type and length before the body comes.

        Raises:
            Unneeded: the body is not wanted.
        """
        limit = request.meta.get("greffe_document")
        if limit is None or status not in _WELL:
            return
        named = (headers.get(b"Content-Type") or b"").decode("latin-1")
        disposition = (headers.get(b"Content-Disposition") or b"").decode("latin-1")
        match = _NAMED.search(disposition)
        request.meta["greffe_named"] = (named, match[1] if match else request.url)
        if not is_document_type(named):
            self._begun[request] = b""
        elif isinstance(body_length, int) and 0 < limit < body_length:
            raise Unneeded(_too_large(body_length, limit))

    def bytes_received(self, data: bytes, request: Request) -> None:
        """Look at the first bytes, and count what came.

        Raises:
            Unneeded: it is no document, or more than the limit.
        """
        limit = request.meta.get("greffe_document")
        if limit is None or "greffe_named" not in request.meta:
            return
        begun = self._begun.get(request)
        if begun is not None:
            begun = self._begun[request] = begun + data[:ENOUGH]
            media_type, name = request.meta["greffe_named"]
            if is_document(begun, media_type, name):
                del self._begun[request]
            elif len(begun) >= ENOUGH or media_type.lower().startswith("text/html"):
                reason = f"no document: {media_type.partition(';')[0] or 'of no type'}; not kept"
                request.meta["greffe_passed_over"] = reason
                raise Unneeded(reason)
        size = self._sizes[request] = self._sizes.get(request, 0) + len(data)
        if 0 < limit < size:
            raise Unneeded(_too_large(size, limit))


def _too_large(size: int, limit: int) -> str:
    return (
        f"{size} bytes or more, over the {limit} that a document outside the scope may have "
        "(document_mb): stopped, only what had come is kept"
    )
