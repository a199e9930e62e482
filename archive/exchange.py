"""The seam between the crawler and the archive: what was said on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive.content import Long
from archive.notice import Notice
from archive.urls import host_of

How = Literal[
    "seed",
    "link",
    "feed",
    "sitemap",
    "listing",
    "redirect",
    "requisite",
    "robots",
    "save",
    "import",
]
Truncation = Literal["length", "time", "disconnect", "unspecified"]


@dataclass(frozen=True, slots=True)
class TLS:
    """Facts of the TLS connection an exchange went over.

    Attributes:
        protocol: as the field ``WARC-Protocol`` spells it, e.g. ``tls/1.3``.
        cipher: IANA name of the cipher suite.
        certificate: the server's certificate, DER; empty where unknown.
        fault: why the certificate was not trusted, or ``None`` if it was.
    """

    protocol: str
    cipher: str
    certificate: bytes = b""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """What robots.txt said of a URL before it was asked for (RFC 9309).

    Attributes:
        decision: in one line, with what the server had answered for robots.txt.
        record: id of the WARC record of that answer; ``None`` where it was not kept.
    """

    decision: str
    record: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, byte for byte, and how it came about.

    Attributes:
        url: the URL asked for, percent-encoded, without fragment.
        began: when the request began (aware, UTC); the ``WARC-Date`` of all its records.
        request: the request as sent, head and body; empty if nothing was sent or it is not known.
        response: the final response as received: status line, fields, body with its framing.
            Empty if nothing was received. Of one that is not held in memory only its opening.
        ip: address of the server, dotted quad or RFC 4291 text.
        tls: facts of the TLS connection; ``None`` over plain HTTP.
        truncated: why ``response`` is not the whole message (WARC 1.1, 5.15), else ``None``.
        error: why there is no (whole) response, in one line; ``None`` if all went well.
        how: how the URL came to be fetched.
        via: URL of the capture that led here, if any.
        elapsed: seconds from the start of the request to the end of the response.
        interim: heads of 1xx responses that came before ``response``, as received.
        surplus: bytes received after the end of the response on the same connection.
        content_type: of a payload that came without an HTTP head (a WARC resource, a DNS answer)
            its media type; then ``response`` is that payload. Empty where it is an HTTP message.
        long: the whole of ``response``, where that is not held in memory.
        robots: why it might be asked for; ``None`` where robots.txt was not consulted.
        notice: what a catalogue said of the document that was asked for; ``None`` without one.
    """

    url: str
    began: datetime
    request: bytes
    response: bytes
    ip: str | None = None
    tls: TLS | None = None
    truncated: Truncation | None = None
    error: str | None = None
    how: How = "link"
    via: str | None = None
    elapsed: float = 0.0
    interim: bytes = b""
    surplus: bytes = b""
    content_type: str = ""
    long: Long | None = None
    robots: Robots | None = None
    notice: Notice | None = None

    @property
    def page(self) -> str:
        """The URL of the page that the exchange is an observation of.

        That is the one asked for, unless a catalogue of the same host knows the text under another
        address. One of another host is not believed: a record must not speak for others' pages.
        """
        notice = self.notice
        if notice is None or notice.form != "text" or host_of(notice.page) != host_of(self.url):
            return self.url
        return notice.page
