"""A source: a publisher's site as configured."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from archive.health.expectations import Expectations
from archive.presence import USUAL, Terms
from archive.retention import Stage
from archive.urls import urlkey
from crawler.sources.hudoc import Hudoc
from crawler.sources.json_api import JsonApi
from crawler.sources.pages import Pages
from crawler.sources.schedule import Schedule

TRAPS = (
    r"[?&](?:lightbox|replytocom|share|print|p_p_id|p_p_state|redirect)=",
    r"/(?:wp-admin|wp-json|wp-login\.php|xmlrpc\.php|_api|_partials)(?:/|\b)",
    r"/c/portal/",
    r"/(?:profile|members-area)/[^/]+/",
    r"\$(?:\{|%7B)",
    r"/(?:login|logout|signin|signup|register)(?:[/?]|$)",
    r"/search[/?]|[?&]s=",
)
"""Places of common platforms that hold nothing to keep and no end of URLs; see docs/sources.md."""

OUTSIDE = "outside the scope"
"""Why a URL is refused that begins with none of the prefixes of a scope."""

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which URLs belong to a source.

    Attributes:
        include: SURT prefixes; a URL must begin with one of them.
        exclude: patterns; a URL in which one is found does not belong.
        max_depth: links from the nearest seed at most.
    """

    include: tuple[str, ...]
    exclude: tuple[re.Pattern[str], ...] = ()
    max_depth: int = 8

    def refusal(self, url: str, depth: int = 0) -> str | None:
        """Why a URL does not belong, or ``None`` if it does."""
        if not url.startswith(("http://", "https://")):
            return "not http or https"
        if depth > self.max_depth:
            return f"deeper than {self.max_depth} links"
        key = urlkey(url)
        if not any(key.startswith(prefix) or f"{key}/" == prefix for prefix in self.include):
            return OUTSIDE
        return self.exclusion(url)

    def exclusion(self, url: str) -> str | None:
        """By which pattern a URL is excluded; ``None`` if by none."""
        pattern = next((p.pattern for p in self.exclude if p.search(url)), None)
        return f"excluded by {pattern}" if pattern else None


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's site as configured.

    Attributes:
        name: lower-case letters, digits and hyphens; the name on the command line.
        title: for people.
        publisher: who publishes the site.
        enabled: whether it is crawled where no source is named.
        seeds: where a crawl begins.
        feeds, sitemaps, listings: looked at on every crawl, for what is new.
        languages: ISO 639-1 codes.
        scope: which URLs belong.
        revisit: how long before a known page is asked for again; ``None`` leaves that to the policy
            (``crawler.revisit``).
        delay: seconds between two requests to a host.
        max_pages: pages a crawl may ask for at most, listings, feeds and sitemaps among them; 0
            for no limit.
        requisites: whether to keep what pages need to look right.
        requisite_mb: megabytes (10⁶ bytes) one of them may have; 0 for no limit.
        documents: whether to keep the documents that pages cite, wherever they lie.
        document_mb: megabytes one of those that lie outside the scope may have; 0 for no limit.
        allow_private: whether loopback and private addresses may be asked.
        verify_certificates: whether a page is refused for a certificate that cannot be trusted,
            rather than fetched with that fact recorded.
        user_agent: instead of Greffe's own.
        retention: after what time one capture a period is enough; nothing goes without.
        schedule: when it is due, and what its crawls may cost.
        hudoc: the query it is to a HUDOC database, whose address is one of ``listings``.
        json: the list that its site gives as JSON, likewise.
        pages: which of its URLs are articles, documents, listings.
        gone: when a page that is absent counts as gone.
        expect: what is expected of it, by which its health is judged.
    """

    name: str
    title: str
    seeds: tuple[str, ...]
    scope: Scope
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    revisit: timedelta | None = None
    delay: float = 1.0
    max_pages: int = 0
    requisites: bool = True
    requisite_mb: float = 10.0
    documents: bool = True
    document_mb: float = 50.0
    allow_private: bool = False
    verify_certificates: bool = False
    user_agent: str = ""
    retention: tuple[Stage, ...] = ()
    schedule: Schedule = field(default_factory=Schedule)
    hudoc: Hudoc | None = None
    json: JsonApi | None = None
    gone: Terms = USUAL
    expect: Expectations = field(default=Expectations())
    publisher: str = ""
    enabled: bool = True
    pages: Pages = field(default_factory=Pages)

    @property
    def usual(self) -> timedelta:
        """How long a URL is left alone after an error, or where nothing else says."""
        return timedelta(days=1) if self.revisit is None else self.revisit

    def refusal(
        self, url: str, depth: int = 0, via: str | None = None, *, is_redirect: bool = False
    ) -> str | None:
        """Why a URL is not to be asked for, or ``None`` if it is.

        Args:
            url: found on a page or in a file of the site.
            depth: links from the nearest seed.
            via: where it was found. What lies outside the scope is taken if it is a document
                (``[pages]``) and that is a page in scope.
            is_redirect: whether ``via`` redirects to it; then that may be such a document itself.
        """
        why = self.scope.refusal(url, depth)
        if why != OUTSIDE or via is None or not self.pages.is_document(url):
            return why
        is_cited = self.scope.refusal(via) is None or (is_redirect and self.pages.is_document(via))
        return self.scope.exclusion(url) if is_cited else why

    @property
    def requisite_limit(self) -> int:
        """Bytes of body a requisite may have; 0 for no limit."""
        return round(self.requisite_mb * 1_000_000)

    @property
    def document_limit(self) -> int:
        """Bytes of body a document outside the scope may have; 0 for no limit."""
        return round(self.document_mb * 1_000_000)


def surt_prefix(url: str) -> str:
    """The SURT prefix of everything below a URL; a final slash keeps ``/en/`` from ``/english``."""
    key = urlkey(url)
    return f"{key}/" if url.endswith("/") and not key.endswith("/") else key


def shown_prefix(surt: str) -> str:
    """A SURT prefix as it is typed: ``org,example)/en/`` is ``example.org/en/``."""
    host, bracket, path = surt.partition(")")
    name, colon, port = host.partition(":")
    return ".".join(reversed(name.split(","))) + colon + port + path if bracket else surt


def written_span(span: timedelta) -> str:
    """A time as a source file gives it, in the largest unit that fits: ``12h``."""
    seconds = int(span.total_seconds())
    for letter, unit in reversed(UNITS.items()):
        size = int(timedelta(**{unit: 1}).total_seconds())
        if seconds and seconds % size == 0:
            return f"{seconds // size}{letter}"
    return f"{seconds}s"
