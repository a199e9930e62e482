"""Documents and the pages that cite them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from archive.clean.article import Reference
from archive.clean.files import is_document_type, names_document
from archive.identity import page_key
from archive.store import captures
from archive.store.captures import Capture
from archive.store.database import Connection
from archive.store.links import linking
from archive.urls import microseconds, urlkey

_HOPS = 3
_MOST = 500
_HELD = ("ok", "unchanged", "partial")


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that a page cites.

    Attributes:
        url: as the page names it.
        words: of the link, where it stands in the text.
        is_in_text: whether it does; else it stands beside the text, in a menu say.
        capture: the last capture of it, redirects followed; ``None`` where there is none.
        reason: why there is none, or not a whole one, as far as is known.
    """

    url: str
    words: str
    is_in_text: bool
    capture: Capture | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Citing:
    """A page that cites a document, and when it was first and last captured with that link."""

    url: str
    first: datetime
    last: datetime


def cited(connection: Connection, page: Capture, references: Sequence[Reference]) -> list[Cited]:
    """The documents that a capture cites, those in its text first, each once.

    Args:
        connection: to the archive.
        page: the capture.
        references: the links in its text, as they were read.
    """
    named = [(one.url.partition("#")[0], one.words, True) for one in references]
    named += [(url, "", False) for url in _linked(connection, page) if _may_be(connection, url)]
    found: dict[str, Cited] = {}
    for url, words, is_in_text in named[:_MOST]:
        key = urlkey(url)
        if key not in found and (one := _cited(connection, url, words, is_in_text=is_in_text)):
            found[key] = one
    return list(found.values())


def citing(connection: Connection, url: str, limit: int = 100) -> list[Citing]:
    """The pages that link to a document, directly or by a redirect, last seen first."""
    names, found = [url], dict[str, Citing]()
    for _ in range(_HOPS):
        names += [via for name in names for via in _redirected(connection, name)]
    for name in dict.fromkeys(names):
        for one in linking(connection, name, limit):
            if one.kind == "page":
                known = found.get(one.url, one)
                first, last = min(one.first, known.first), max(one.last, known.last)
                found[one.url] = Citing(one.url, first, last)
    return sorted(found.values(), key=lambda one: (one.last, one.url), reverse=True)[:limit]


def is_document(connection: Connection, capture: Capture) -> bool:
    """Whether a capture is of a document: by its type, else by what was read from it."""
    if is_document_type(capture.media_type):
        return True
    sql = "SELECT 1 FROM reading WHERE capture_id = ? AND kind = 'document'"
    return connection.execute(sql, (capture.id,)).fetchone() is not None


def _cited(connection: Connection, url: str, words: str, *, is_in_text: bool) -> Cited | None:
    capture = _last(connection, url)
    if capture and is_document(connection, capture):
        reason = capture.evidence if capture.outcome == "partial" else None
        return Cited(url, words, is_in_text, capture, reason)
    sql = (
        "SELECT state, reason, kind = 'document' AND (state <> 'done' OR capture_id IS NOT NULL) "
        "FROM frontier WHERE source_id IN (SELECT id FROM source) AND urlkey = ? "
        "ORDER BY settled DESC LIMIT 1"
    )
    state, reason, is_wanted = connection.execute(sql, (page_key(url),)).fetchone() or ("", "", 0)
    if (not is_wanted and not names_document(url)) or (capture and capture.outcome in _HELD):
        return None
    if capture:
        told = f"{capture.outcome} ({capture.status})" if capture.status else capture.outcome
        return Cited(url, words, is_in_text, None, told)
    why = f"{state}: {reason}" if reason else state
    return Cited(url, words, is_in_text, None, why or "never asked for")


def _may_be(connection: Connection, url: str) -> bool:
    """Whether a link beside the text is worth looking at: a page has hundreds of them."""
    sql = (
        "SELECT 1 FROM capture WHERE urlkey = ? "
        "AND (media_type LIKE 'application/%' OR outcome = 'redirect') LIMIT 1"
    )
    return names_document(url) or bool(connection.execute(sql, (urlkey(url),)).fetchone())


def _last(connection: Connection, url: str) -> Capture | None:
    """The last capture of a URL that shows something, redirects followed; else the last."""
    every: Sequence[Capture] = ()
    for _ in range(_HOPS):
        shown = captures.closest(connection, url, None, _HELD)
        every = captures.of_url(connection, url)
        if shown or not every or every[-1].outcome != "redirect" or not every[-1].evidence:
            return shown or (every[-1] if every else None)
        url = urljoin(url, every[-1].evidence)
    return every[-1] if every else None


def _linked(connection: Connection, capture: Capture) -> Iterable[str]:
    # A capture that repeats another of its page has the links of that one.
    sql = (
        "SELECT address.url FROM link JOIN address ON address.id = address_id "
        "WHERE kind = 'page' AND link.capture_id = ("
        "SELECT id FROM capture WHERE page_id = ? AND digest IS ? AND time <= ? "
        "AND id IN (SELECT capture_id FROM linked) "
        "ORDER BY time DESC LIMIT 1) ORDER BY address.id"
    )
    values = (capture.page_id, capture.digest, microseconds(capture.time))
    return [row[0] for row in connection.execute(sql, values)]


def _redirected(connection: Connection, url: str) -> Iterable[str]:
    """The URLs from which redirects led to a URL."""
    sql = "SELECT DISTINCT via FROM capture WHERE urlkey = ? AND how = 'redirect' AND via <> ?"
    return [row[0] for row in connection.execute(sql, (urlkey(url), url))]
