"""One request under way: what came back so far, within the limits Scrapy was given."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    ResponseDataLossError,
    StopDownload,
)
from scrapy.http import Headers
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from archive.exchange import Truncation
from crawler.fetch.head import Framing, Head, MessageError
from crawler.fetch.message import Reader

logger = logging.getLogger(__name__)

_HOP_BY_HOP = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"trailers"}
    | {b"transfer-encoding", b"upgrade"}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may cost; 0 means no limit.

    Attributes:
        maxsize: bytes of body at which it is given up.
        warnsize: bytes of body at which a warning is logged.
        timeout: seconds for the whole of it.
        fail_on_dataloss: whether a body cut short is an error to the spider.
    """

    maxsize: int
    warnsize: int
    timeout: float
    fail_on_dataloss: bool

    @classmethod
    def of(cls, request: Request, settings: BaseSettings) -> Limits:
        """The limits of one request: Scrapy's settings, or its ``download_*`` meta keys."""
        meta = request.meta
        lossy = meta.get("download_fail_on_dataloss")
        return cls(
            maxsize=meta.get("download_maxsize", settings.getint("DOWNLOAD_MAXSIZE")),
            warnsize=meta.get("download_warnsize", settings.getint("DOWNLOAD_WARNSIZE")),
            timeout=meta.get("download_timeout") or settings.getfloat("DOWNLOAD_TIMEOUT"),
            fail_on_dataloss=(
                settings.getbool("DOWNLOAD_FAIL_ON_DATALOSS") if lossy is None else bool(lossy)
            ),
        )


class Transfer:
    """Takes the bytes of one answer; :attr:`ended` is done when there is nothing more to wait for.

    Attributes:
        reader: the message so far.
        headers: fields of the final response as Scrapy delivers them, once its head is whole.
        stop: a signal's wish to stop early, if there was one.
        latency: seconds from the start until the head was whole.
        truncated: why the message is not whole, if it is not.
        trouble: what went wrong without being an error to the spider.
        size: bytes of body told to the receivers of ``bytes_received``.
        flags: of the response, by Scrapy's names.
        ended: result ``None``, or one of Scrapy's download exceptions.
    """

    def __init__(self, crawler: Crawler, request: Request, limits: Limits) -> None:
        """Expect the answer to ``request``, which is about to be sent."""
        self._crawler = crawler
        self._request = request
        self._limits = limits
        self._began = time.monotonic()
        self.size = 0
        self._warned = False
        self.reader = Reader(request.method)
        self.headers: Headers | None = None
        self.stop: StopDownload | None = None
        self.latency = 0.0
        self.truncated: Truncation | None = "disconnect"
        self.trouble: str | None = None
        self.flags: list[str] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def received(self, data: bytes) -> None:
        """Take bytes from the connection."""
        if self.ended.done():
            return
        fault: MessageError | None = None
        try:
            body = self.reader.feed(data)
        except MessageError as exc:
            body, fault = b"", exc
        head = self.reader.head
        if head is not None and self.headers is None:
            self._head_came(head)
        if body and not self.ended.done():
            self._body_came(body)
        if self.ended.done():
            return
        if fault is not None:
            self._lose(str(fault))
        elif self.reader.complete:
            self._finish()

    def lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self.ended.done():
            return
        how = f"connection broken: {_text(exc)}" if exc else "connection closed by the server"
        if self.reader.end():
            self._finish()
            if self.reader.framing is Framing.CLOSE:
                self.flags.append("partial")
            if exc is not None and self.reader.framing is Framing.CLOSE:
                # What came may be the whole body or not; Scrapy delivers it, the record says so.
                self.truncated, self.trouble = "disconnect", how
        elif not self.reader.started:
            self._fail(DownloadFailedError(f"{how} before any answer"))
        else:
            self._lose(how)

    def _finish(self) -> None:
        self.truncated = None
        self.ended.set_result(None)

    def _fail(self, exc: Exception) -> None:
        self.ended.set_exception(exc)

    def _lose(self, how: str) -> None:
        """The message breaks off or cannot be read on."""
        if self.reader.head is None:
            self._fail(DownloadFailedError(how))
            return
        length = self.reader.length
        of = f" of {length}" if length is not None else ""
        why = f"{how} after {len(self.reader.body)}{of} bytes of body"
        if self._limits.fail_on_dataloss:
            self._fail(ResponseDataLossError(why))
        else:
            self.trouble = why
            self.flags.append("dataloss")
            self.ended.set_result(None)

    def _stopped(self, stop: StopDownload) -> None:
        self.stop = stop
        self.flags.append("download_stopped")
        self.truncated = None if self.reader.complete else "length"
        self.trouble = None if self.reader.complete else str(stop) or "stopped by a signal handler"
        self.ended.set_result(None)

    def _oversize(self, size: int, expected: str) -> None:
        message = (
            f"{expected} {size} bytes, over the limit of {self._limits.maxsize} (DOWNLOAD_MAXSIZE)"
        )
        logger.warning("%s: %s", self._request, message)
        self.truncated = None if self.reader.complete else "length"
        self._fail(DownloadCancelledError(message))

    def _head_came(self, head: Head) -> None:
        self.latency = time.monotonic() - self._began
        self.headers = Headers(
            [field for field in head.fields if field[0].lower() not in _HOP_BY_HOP]
        )
        length = self.reader.length
        stop = self._ask(
            signals.headers_received, headers=self.headers, body_length=length, status=head.status
        )
        if stop is not None:
            self._stopped(stop)
        elif length is not None and 0 < self._limits.maxsize < length:
            self._oversize(length, "expected")
        elif length is not None:
            self._warn(length)

    def _body_came(self, data: bytes) -> None:
        self.size += len(data)
        stop = self._ask(signals.bytes_received, data=data)
        maxsize = self._limits.maxsize
        if stop is not None:
            self._stopped(stop)
        elif 0 < maxsize < self.size:
            self._oversize(self.size, "received")
        elif maxsize > 0 and 2 * maxsize + 65536 < self.reader.received:
            self._oversize(self.reader.received, "received, framing included,")
        else:
            self._warn(self.size)

    def _warn(self, size: int) -> None:
        if 0 < self._limits.warnsize < size and not self._warned:
            self._warned = True
            logger.warning(
                "%d bytes or more in %s: over the warning size of %d (DOWNLOAD_WARNSIZE)",
                size, self._request, self._limits.warnsize,
            )  # fmt: skip

    def _ask(self, signal: object, **kwargs: Any) -> StopDownload | None:
        """Send one of Scrapy's signals; tell whether a receiver wants the download stopped."""
        results = self._crawler.signals.send_catch_log(
            signal, request=self._request, spider=self._crawler.spider, **kwargs
        )
        for _, result in results:
            if isinstance(result, Failure) and isinstance(result.value, StopDownload):
                return result.value
        return None


def _text(exc: Exception) -> str:
    return (exc.strerror if isinstance(exc, OSError) else None) or str(exc) or type(exc).__name__
