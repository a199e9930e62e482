"""What one exchange shows: a pure function of its bytes."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

from archive import clean, http
from archive.clean import FEEDS, Article, Link, Short
from archive.exchange import Exchange
from archive.identity import key_of
from archive.notice import Notice

if TYPE_CHECKING:
    from archive.clean.site import SiteModel

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

Outcome = Literal["ok", "partial", "unchanged", "redirect", "absent", "error", "blocked", "failure"]
"""What an exchange was, not what it means: an ``absent`` page (404, 410) may be back tomorrow."""

_WORDS = 200
"""Letters of the words of a link that are kept."""
_HTML = frozenset(("text/html", "application/xhtml+xml", ""))
_READ = ("http:", "https:", "ftp:", "file:")
"""Schemes of what people read; a DNS answer or a crawler's log is kept but is no page."""
_RANGE = re.compile(r"bytes 0-(\d{1,18})/(\d{1,18})$")
_SCRIPT = re.compile(r"(?:text|application)/(?:x-)?(?:java|ecma)script")
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, slots=True)
class Observation:
    """What an exchange shows.

    Attributes:
        exchange: the bytes it is read from.
        outcome: what kind of answer it was.
        status: HTTP status, ``None`` where no status line came.
        media_type: lower case, without parameters, as the server named it.
        digest: SHA-256 of the payload (transfer coding removed); ``None`` without a response.
        size: bytes of the payload.
        evidence: why it is taken for blocked, partial or failed.
        wall: what kind of block page, or of stand-in for an absent page, it is.
        article: the text in it; ``None`` where there is none to have or it is no page.
        links: where it points to.
        short: what it shows, where that is so little that it may be no page at all.
        unread: why text and links could not be read, where they should have been.
        page_key: the key of the page that it is of (``archive.identity``).
    """

    exchange: Exchange
    outcome: Outcome
    status: int | None = None
    media_type: str = ""
    digest: bytes | None = None
    size: int = 0
    evidence: str | None = None
    wall: clean.WallKind | None = None
    article: Article | None = None
    links: tuple[Link, ...] = ()
    short: Short | None = None
    unread: str | None = None
    page_key: str = ""

    @property
    def payload(self) -> bytes:
        """The body with all codings removed; worked out anew each time.

        Raises:
            TooLong: it is not held in memory.
        """
        return b"" if self.digest is None else message_of(self.exchange, None).decoded()[0]


def observed(
    exchange: Exchange,
    *,
    held: http.Message | None = None,
    is_read: bool = True,
    site: SiteModel | None = None,
) -> Observation:
    """Read an exchange: its outcome and, of a whole answer, its text and links.

    Args:
        exchange: what was said.
        held: the message with the payload, where the exchange is a revisit that left it out.
        is_read: whether text and links are wanted; they take most of the time.
        site: what has been learned of the site.

    An answer of more than ``http.MAX_HELD`` bytes is never in memory: its outcome is told by its
    head, its digest and size are taken piece by piece, and its text is not read, which its article
    says.
    """
    if not (exchange.response or exchange.content_type or held):
        why = exchange.error or "no answer"
        return Observation(exchange, "failure", evidence=why, page_key=key_of(exchange.page, None))
    message = message_of(exchange, held)
    if not (held or message).fits:
        return _glanced_at(exchange, message, held or message, is_read=is_read)
    payload, fault = (held or message).decoded()
    outcome, evidence = _outcome(exchange, message, payload, fault)
    found = clean.wall(
        message.status or 200, message.fields, payload, exchange.url, message.charset
    )
    if found:
        outcome, evidence = told(found)
    is_whole = is_read and outcome == "ok" and _is_page(exchange)
    entity = (held or message).entity
    article = _article(message, payload, exchange, site) if is_whole else None
    return Observation(
        exchange=exchange,
        outcome=outcome,
        status=message.status,
        media_type=message.media_type,
        digest=hashlib.sha256(entity).digest(),
        size=len(entity),
        evidence=evidence,
        wall=found.kind if found else None,
        article=article,
        links=(*_links(message, payload, exchange), *_named(article)) if is_whole else (),
        # Short sections of documents say the same in many of them.
        short=clean.short(article, payload, message.media_type, exchange.url, message.charset)
        if article and article.kind not in FEEDS and not exchange.notice
        else None,
        page_key=key_of(exchange.page, payload),
    )


def _glanced_at(
    exchange: Exchange, message: http.Message, holder: http.Message, *, is_read: bool
) -> Observation:
    """The observation of an answer that is too long to be held in memory."""
    digest, size = hashlib.sha256(), 0
    for piece in holder.entity_pieces():
        digest.update(piece)
        size += len(piece)
    outcome, evidence = _outcome(exchange, message, message.body, None)
    is_whole = is_read and outcome == "ok" and _is_page(exchange)
    opening = http.content_decoded(holder.body, message.field("content-encoding") or "")[0]
    is_text = is_whole and clean.has_text(opening, message.media_type, exchange.url)
    why = f"too long to be read for its text: {size:,} bytes, at most {http.MAX_HELD:,} are read"
    return Observation(
        exchange=exchange,
        outcome=outcome,
        status=message.status,
        media_type=message.media_type,
        digest=digest.digest(),
        size=size,
        evidence=evidence,
        article=Article(kind="article", note=why) if is_text else None,
        unread=why if is_text else None,
        page_key=key_of(exchange.page, opening),
    )


def _is_page(exchange: Exchange) -> bool:
    # What a HEAD or a POST was answered is no text of the page, nor are rules for crawlers one.
    return (
        http.split(exchange.request).method in ("", "GET")
        and exchange.url.lower().startswith(_READ)
        and not exchange.url.lower().endswith("/robots.txt")
    )


def told(found: clean.Finding) -> tuple[Outcome, str]:
    """Outcome and evidence of an answer that is no content.

    A soft 404 is no refusal: the site said that it has no such page.
    """
    return ("absent" if found.is_absence else "blocked"), found.evidence


def seen(
    exchange: Exchange, held: http.Message | None = None, site: SiteModel | None = None
) -> Observation:
    """What an exchange shows, as far as it can be read.

    The record is the truth, text and links only derived from it: whatever a parser trips over must
    never cost the record.
    """
    try:
        return observed(exchange, held=held, site=site)
    except Exception as fault:
        logger.exception("%s is kept without its text", exchange.url)
        return unread(exchange, f"reading it failed ({type(fault).__name__}: {fault})"[:300], held)


def unread(exchange: Exchange, why: str, held: http.Message | None = None) -> Observation:
    """The observation of an exchange whose text and links could not be read."""
    observation = observed(exchange, held=held, is_read=False)
    if observation.outcome != "ok":
        return observation
    return replace(observation, article=Article(kind="article", note=why), unread=why)


def message_of(exchange: Exchange, held: http.Message | None) -> http.Message:
    """The answer of an exchange; of a revisit without a head, that of what it repeats."""
    if held is not None and not exchange.response:
        return held
    if exchange.content_type:
        return http.bare(exchange.response, exchange.content_type, exchange.long)
    return http.split(exchange.response, exchange.long)


def _outcome(
    exchange: Exchange, message: http.Message, payload: bytes, fault: str | None
) -> tuple[Outcome, str | None]:
    status = message.status or 200
    if status == 304:
        return "unchanged", None
    if 300 <= status < 400:
        return "redirect", message.field("location")
    if status in (404, 410):
        return "absent", None
    if status >= 400:
        return "error", f"{status} {message.reason}".strip()
    if exchange.truncated:
        return "partial", exchange.error or f"truncated: {exchange.truncated}"
    if status == 206 and not _is_whole_range(message.field("content-range") or ""):
        return "partial", "206: a part of the page"
    is_cut = fault and (not payload or fault in http.CUT_SHORT)
    return ("partial" if is_cut else "ok"), fault


def _is_whole_range(content_range: str) -> bool:
    match = _RANGE.match(content_range)
    return match is not None and int(match[1]) + 1 == int(match[2])


def _article(
    message: http.Message, payload: bytes, exchange: Exchange, site: SiteModel | None
) -> Article | None:
    notice = exchange.notice
    if notice and notice.form != "page":
        return _storable(clean.described(_document(message, payload, exchange.url, notice), notice))
    article = clean.read(payload, message.media_type, exchange.url, message.charset, site=site)
    if article and notice:
        article = clean.described(article, notice)
    return _storable(article) if article else None


def _document(message: http.Message, payload: bytes, url: str, notice: Notice) -> Article:
    """The document that a catalogue told of.

    What a database answers for a document is nothing but its text.
    """
    if not payload.strip():
        why = f"the catalogue names it, and its text was answered by nothing ({message.status})"
        return Article(kind="document", note=why)
    if notice.text:
        return clean.transcribed_value(payload, notice.text)
    if message.media_type in _HTML:
        return clean.transcribed(payload, charset=message.charset)
    article = clean.read(payload, message.media_type, url, message.charset)
    return article or Article(kind="document", note=f"no text is read of {message.media_type}")


def _storable(article: Article) -> Article:
    """The article as UTF-8 can hold it: pages name halves of surrogate pairs, in JSON-LD say."""
    try:
        "".join(_strings(article)).encode()
    except UnicodeEncodeError:
        return _mended(article)
    return article


def _strings(value: object) -> Iterator[str]:
    """All strings in an article."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _strings(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))


def _mended(value: _T) -> _T:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(map(_mended, value))  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _mended(getattr(value, f.name)) for f in fields(value)})
    return value


def _named(article: Article | None) -> Iterator[Link]:
    """What a feed or a sitemap names, as links; of a page they are among its links anyway."""
    if article and article.kind in FEEDS:
        for entry in article.entries:
            yield Link(entry.url.partition("#")[0], "entry", entry.title[:_WORDS])


def _links(message: http.Message, payload: bytes, exchange: Exchange) -> tuple[Link, ...]:
    refresh = clean.refresh_links(message.field("refresh") or "", exchange.url)
    return (*_links_of(message, payload, exchange), *refresh)


def _links_of(message: http.Message, payload: bytes, exchange: Exchange) -> tuple[Link, ...]:
    kind, url = message.media_type, exchange.url
    if kind == "text/css":
        return clean.css_links(payload, url)
    if _SCRIPT.fullmatch(kind):
        return clean.script_links(payload, url, exchange.via, message.charset)
    if kind == "application/manifest+json":
        return clean.manifest_links(payload, url)
    start = payload[:1024].lstrip().lower()
    if kind in _HTML and (kind or start.startswith(_MARKUP)):
        return clean.links(payload, url, message.charset)
    return ()
