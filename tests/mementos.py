"""An archive with captures of every kind, for those who ask by the web's own protocols."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive import Archive
from tests.exchanges import DAY_ONE, LONG, exchange, page

PAGE = "http://news.example/a"
ODD = "http://other.example/x;jsessionid=ab?a=1&&b"
"""A URL whose key in indexes is not that of the archive."""
CAPTURES = 13
"""Those that were answered, to GET or POST."""


def filled(archive: Archive) -> None:
    """Keep a page with a revisit, a 304 and another spelling; redirects, errors, failures."""
    text = page("A", *LONG)
    archive.add(exchange(PAGE, text))
    archive.add(exchange(PAGE, text, hours=1))
    archive.add(exchange(PAGE, response=b"HTTP/1.1 304 Not Modified\r\n\r\n", hours=2))
    archive.add(exchange("https://www.news.example/a", page("A2", *LONG), hours=3))
    moved = "Location: /a\r\n"
    archive.add(exchange("http://news.example/b", status="301 Moved", fields=moved, hours=1))
    archive.add(exchange("http://news.example/gone", b"no", status="404 Not Found", hours=1))
    archive.add(exchange("http://news.example/a/b?x=1&y=2", page("B", *LONG), hours=1))
    archive.add(exchange("http://sub.news.example/", page("S", *LONG), hours=24 * 40))
    archive.add(exchange(ODD, page("Odd", *LONG), hours=1))
    spelt = "Location: https://news.example/c\r\n"
    archive.add(exchange("http://news.example/c", status="301 Moved", fields=spelt, hours=1))
    archive.add(exchange("https://news.example/c", page("C", *LONG), began=_later(hours=1)))
    archive.add(exchange("http://news.example/none", response=b"", error="no such host"))
    post = b"POST /form HTTP/1.1\r\nHost: news.example\r\nContent-Length: 3\r\n\r\na=1"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    archive.add(exchange("http://news.example/form", b"said", request=post.replace(
        b"\r\n\r\n", b"\r\n" + kind, 1)))  # fmt: skip
    head = b"HEAD /form HTTP/1.1\r\nHost: news.example\r\n\r\n"
    archive.add(exchange("http://news.example/form", b"", request=head, hours=1))
    archive.add(exchange("http://news.example/form", page("Form", *LONG), hours=2))


def _later(hours: float) -> datetime:
    """As fast as redirects are followed: in the same second."""
    return DAY_ONE + timedelta(hours=hours, milliseconds=200)
