"""Other answers than a page: refusals, errors, absences, other addresses."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from benchmarks.changes.page import Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says.

    Attributes:
        status: with its reason.
        body: of the answer.
        fields: lines of its head, but for its type.
        error: why there was none.
    """

    status: str = "200 OK"
    body: bytes = b""
    fields: str = ""
    error: str = ""


def _page(title: str, text: str, head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}"
        f"</head><body><h1>{title}</h1><p>{text}</p></body></html>"
    ).encode()


_CHALLENGE = _page(
    "Just a moment...",
    "Enable JavaScript and cookies to continue. Ray ID: 8c1f",
    "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>",
)
_DENIED = _page("Access Denied", "You don't have permission to access this page on this server. "
                "Reference #18.2d3c1202.1716")  # fmt: skip
_NOT_HERE = "The page you are looking for does not exist or has been moved. Try our search."
_LOGIN = (
    b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1><form "
    b"action=/login method=post><input name=user><input type=password name=password>"
    b"<button>Sign in</button></form></body></html>"
)


WALLS: dict[str, Answer] = {
    "challenge": Answer("403 Forbidden", _CHALLENGE, "cf-mitigated: challenge\r\n"),
    "denied": Answer("403 Forbidden", _DENIED, "Server: AkamaiGHost\r\n"),
    "challenge with 200": Answer(body=_CHALLENGE),
    "login": Answer(body=_LOGIN),
}
ERRORS: dict[str, Answer] = {
    "429": Answer("429 Too Many Requests", fields="Retry-After: 60\r\n"),
    "500": Answer("500 Internal Server Error", _page("Error", "Oops.")),
    "503": Answer("503 Service Unavailable", _page("Maintenance", "Back soon.")),
    "no answer": Answer(error="connection timed out"),
    "no host": Answer(error="DNS lookup failed: no such host"),
}


def absences(url: str) -> dict[str, Answer]:
    """What a site answers where a page is not there any more."""
    home = urljoin(url, "/")
    return {
        "404": Answer("404 Not Found", _page("Not found", _NOT_HERE)),
        "410": Answer("410 Gone", _page("Gone", "This page was withdrawn.")),
        "soft 404": Answer(body=_page("404 - Page not found", _NOT_HERE)),
        "to the home page": Answer("302 Found", fields=f"Location: {home}\r\n"),
    }


def moved_to(url: str) -> str:
    """Another address of the site of a page."""
    return f"{url.partition('?')[0].rstrip('/')}-2025.html"


def elsewhere(url: str) -> Answer:
    """A redirect to it."""
    path = urlsplit(moved_to(url)).path
    return Answer("301 Moved Permanently", fields=f"Location: {path}\r\n")


OTHERS: dict[str, tuple[Kind, Answer]] = {
    **{name: ("blocked", one) for name, one in WALLS.items()},
    **{name: ("error", one) for name, one in ERRORS.items()},
}
"""Answers that say nothing of a page, with what they are."""
