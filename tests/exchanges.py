"""Exchanges made by hand, for tests that need an archive with something in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive import Exchange

DAY_ONE = datetime(2025, 10, 5, 12, 0, 0, 123456, tzinfo=UTC)


def page(title: str, *paragraphs: str, language: str = "en", head: str = "") -> bytes:
    """An HTML page with an article that any extractor finds."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head><body><article><h1>{title}</h1>{body}</article>"
        "</body></html>"
    ).encode()


def exchange(
    url: str = "http://news.example/a",
    body: bytes = b"",
    *,
    status: str = "200 OK",
    fields: str = "Content-Type: text/html; charset=utf-8\r\n",
    hours: float = 0,
    **more: object,
) -> Exchange:
    """An exchange as a server with good manners has it."""
    path = "/" + url.split("/", 3)[3] if url.count("/") > 2 else "/"
    host = url.split("/")[2]
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    head = f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode()
    values: dict[str, object] = {
        "url": url,
        "began": DAY_ONE + timedelta(hours=hours),
        "request": request,
        "response": head + body,
        "ip": "192.0.2.7",
        "elapsed": 0.25,
    }
    return Exchange(**{**values, **more})  # type: ignore[arg-type]


LONG = (
    "The delegation visited two prisons, a police station and a psychiatric hospital, and spoke "
    "in private with many of the people who are held there.",
    "It found that the conditions had improved since the last visit, but that the cells of the "
    "old wing were still far too small for the number of persons kept in them.",
    "The committee will publish its report together with the response of the authorities as "
    "soon as both have been received and translated.",
)
"""Three paragraphs of an article of ours."""
