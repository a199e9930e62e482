"""What a person sees of a page at first sight: title, headings, buttons, and how much it says.

Read by one pass over the tags and not by a parser: every answer is looked at, few are suspect.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from archive.clean.decode import decoded
from archive.clean.walls.words import (
    core,
    count,
    host_of,
    is_like,
    keys,
    parts,
    plain,
    stems,
    vocabulary,
)
from archive.patterns import late

LARGEST = 1_000_000
"""Bytes of a page that may be a wall; what is larger is none."""

_TITLE = late(r"<title\b[^>]*>([^<]*)", re.IGNORECASE)
_HEADING = late(r"<h[123]\b[^<>]*>(.{1,400}?)</h[123]\s*>", re.IGNORECASE | re.DOTALL)
_TAG = late(r"<[^<>]*>")
_TOKEN = late(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|svg|select|title)\b.*?(?:</\1\s*>|\Z)"
    r"|<(/?)([a-z][a-z0-9-]*)([^<>]*)>",
    re.IGNORECASE | re.DOTALL,
)
_VALUE = late(r"""\bvalue\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_PASSWORD = late(r"""\btype\s*=\s*["']?password""", re.IGNORECASE)
_ADDRESS = late(r"""\btype\s*=\s*["']?email""", re.IGNORECASE)
_SUBMIT = late(r"""\btype\s*=\s*["']?(?:submit|button)""", re.IGNORECASE)
_SPACES = late(r"\s+")
_SITE_NAME = late(
    r"""<meta\b[^>]*?(?:property|name)\s*=\s*["'](?:og:site_name|application-name)["']"""
    r"""[^>]*?content\s*=\s*["']([^"'<>]{1,100})""",
    re.IGNORECASE,
)
_ARTICLE = late(
    rb"article:published_time|\"datepublished\"|itemprop=[\"']?datepublished"
    rb"|\"@type\"\s*:\s*\[?\s*\"(?:[a-z]{0,30}article|blogposting|report|liveblogposting)\""
    rb"|itemtype=[\"'][^\"']{0,60}/(?:[a-z]{0,30}article|blogposting)[\"']"
)
_CHROME = frozenset(("nav", "header", "footer", "aside", "a", "option", "label", "button"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_PRESSED = frozenset(("button", "a"))
_LONGEST_BUTTON = 60
_NAME_WORDS = 4
_TINY_BYTES = 50_000
_TINY_WORDS = 80
_TINY_LINKS = 6
_FRAME_WORDS = 3


@dataclass(slots=True)
class Seen:
    """What one pass over a page's tags gives.

    Attributes:
        pieces: the visible text, title aside.
        prose: how many words of it stand outside links and the frame of the page.
        headings: texts of ``h1``, ``h2`` and ``h3``, with the tag.
        buttons: what can be pressed.
        links: how many links there are.
        has_password: whether a password is asked for.
        has_address: whether an e-mail address is asked for.
    """

    pieces: list[str] = field(default_factory=list)
    prose: int = 0
    headings: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[str] = field(default_factory=list)
    links: int = 0
    has_password: bool = False
    has_address: bool = False


@dataclass(frozen=True)
class Sight:
    """A page at first sight; what costs time is found out when it is asked for.

    Attributes:
        status: HTTP status.
        url: where it came from.
        body: the payload, content codings removed.
        charset: label from the Content-Type field.
    """

    status: int
    url: str
    body: bytes
    charset: str | None = None

    @cached_property
    def source(self) -> bytes:
        """The payload in lower case, in which marks are looked for."""
        return self.body.lower()

    @cached_property
    def markup(self) -> str:
        """The payload as text."""
        return decoded(self.body, self.charset)

    @cached_property
    def title(self) -> str:
        """The page's title in one line; empty where it has none."""
        match = _TITLE.search(self.markup)
        return _flat(match[1])[:300] if match else ""

    @cached_property
    def title_cores(self) -> frozenset[str]:
        """The title and its parts as ``archive.clean.walls.words.core`` has them."""
        return frozenset(map(core, (self.title, *parts(self.title))))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the site is called: by itself, and by its host."""
        found = [_flat(match) for match in _SITE_NAME.findall(self.markup[:50_000])]
        return (*found, *host_of(self.url).split(".")[:-1], host_of(self.url))

    @cached_property
    def is_article(self) -> bool:
        """Whether the page calls itself an article, in words meant for machines."""
        return _ARTICLE.search(self.source) is not None

    @cached_property
    def glance(self) -> frozenset[str]:
        """What short headings say, roughly: whether a closer look is worth the time."""
        found = (_TAG.sub(" ", heading) for heading in _HEADING.findall(self.markup))
        return frozenset(core(_flat(heading)) for heading in found)

    @cached_property
    def seen(self) -> Seen:
        """What a pass over the tags gives."""
        return _seen(self.markup)

    @cached_property
    def text(self) -> str:
        """The visible text in one line."""
        return _flat(" ".join(self.seen.pieces))

    @cached_property
    def said(self) -> str:
        """The visible text as ``archive.clean.walls.words.plain`` has it, title first."""
        return plain(f"{self.title} {self.text}")

    @cached_property
    def words(self) -> int:
        """How many words are visible."""
        return count(self.text)

    @cached_property
    def is_tiny(self) -> bool:
        """Whether the page is so bare that no site would show news on it."""
        if len(self.body) > _TINY_BYTES or self.is_article:
            return False
        return self.words <= _TINY_WORDS and self.seen.links <= _TINY_LINKS

    @cached_property
    def is_empty(self) -> bool:
        """Whether the page is a list of nothing: by its words, or as it has a site's frame only."""
        if stems("EMPTY").search(self.said):
            return True
        headings = sum(count(text) for _, text in self.seen.headings)
        is_framed = self.seen.links > _TINY_LINKS
        return is_framed and self.seen.prose - headings <= _FRAME_WORDS

    @cached_property
    def tops(self) -> list[str]:
        """Title and headings."""
        return [text for text in (self.title, *self.headings()) if text]

    def touches(self, kind: str) -> bool:
        """Whether a part of the title is a phrase of a kind, whatever stands beside it."""
        return vocabulary(kind).is_among(self.title_cores)

    def is_titled(self, kind: str) -> bool:
        """Whether the title is a phrase of a kind, the name of the site aside."""
        return self.touches(kind) and vocabulary(kind).fills(self.title, self.names)

    def may_be_headed(self, kind: str) -> bool:
        """Whether a short heading is a phrase of a kind, at a glance."""
        return vocabulary(kind).is_among(self.glance)

    def is_name(self, text: str) -> bool:
        """Whether a text is but the name of the site, or that with a word or two."""
        return len(text.split()) <= _NAME_WORDS and is_like(text, keys(self.names))

    def headings(self, *tags: str) -> list[str]:
        """The texts of the headings with these tags, of all without."""
        return [text for tag, text in self.seen.headings if not tags or tag in tags]


def _seen(markup: str) -> Seen:
    seen = Seen()
    depths: defaultdict[str, int] = defaultdict(int)
    opened: dict[str, int] = {}
    end = 0
    for token in _TOKEN.finditer(markup):
        _take(seen, markup[end : token.start()], depths)
        end = token.end()
        name = (token[3] or "").lower()
        if not name:
            continue
        if token[2]:
            depths[name] = max(0, depths[name] - 1)
            if name in opened:
                _close(seen, name, seen.pieces[opened.pop(name) :])
            continue
        if name in _CHROME:
            depths[name] += 1
        if name in _HEADINGS or name in _PRESSED:
            opened[name] = len(seen.pieces)
        _note(seen, name, token[4])
    _take(seen, markup[end:], depths)
    return seen


def _take(seen: Seen, raw: str, depths: dict[str, int]) -> None:
    if not raw or raw.isspace():
        return
    text = unescape(raw)
    seen.pieces.append(text)
    if not any(depths[name] for name in _CHROME):
        seen.prose += count(text)


def _close(seen: Seen, name: str, pieces: list[str]) -> None:
    text = _flat(" ".join(pieces))
    if name in _HEADINGS and text:
        seen.headings.append((name, text[:300]))
    if name in _PRESSED and text and len(text) <= _LONGEST_BUTTON:
        seen.buttons.append(text)


def _note(seen: Seen, name: str, attributes: str) -> None:
    if name == "a":
        seen.links += 1
    if name != "input":
        return
    seen.has_password = seen.has_password or _PASSWORD.search(attributes) is not None
    if _SUBMIT.search(attributes) and (value := _VALUE.search(attributes)):
        seen.buttons.append(_flat(value[1] or value[2] or "")[:_LONGEST_BUTTON])
    seen.has_address = seen.has_address or _ADDRESS.search(attributes) is not None


def _flat(text: str) -> str:
    return _SPACES.sub(" ", unescape(text)).strip()
