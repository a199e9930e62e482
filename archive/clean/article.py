"""What a page or document says: a title, blocks of text, and what it tells about itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["paragraph", "heading", "item", "quote", "row", "caption", "footnote"]
PageKind = Literal["article", "listing", "document", "media", "search", "profile", "error", "block"]
"""What a page is. ``document`` is a file such as a PDF, ``search`` the results of a search,
``profile`` what a site says of a person or a member, ``error`` a page that is said not to be there,
``block`` a gatekeeper's page; ``article`` whatever has a text of its own and is none of these."""

LinkKind = Literal[
    "page", "frame", "requisite", "feed", "canonical", "alternate", "next", "refresh", "entry"
]
"""What a page names another for."""

FeedKind = Literal["feed", "sitemap", "news-sitemap"]
"""What is no page but names pages. It has entries, and no text."""

LISTS: tuple[PageKind, ...] = ("listing", "search", "profile")
"""Kinds of pages whose text changes with every entry, which is no change of what was said."""

FEEDS: tuple[FeedKind, ...] = ("feed", "sitemap", "news-sitemap")

Origin = Literal[
    "json-ld", "opengraph", "meta", "microdata", "time", "url", "text", "document", "catalogue"
]
"""Where a claim stands: ``meta`` elements other than Open Graph's, the ``time`` element, words that
people see, the properties of a document, the catalogue that told of it."""

REVISION = 3
"""Of the code that reads: raised when pages are read otherwise."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reference of a page.

    Attributes:
        url: absolute http(s) URL, percent-encoded, without fragment.
        kind: ``page`` (``a``, ``area``), ``frame``, ``requisite`` (needed to show the page),
            ``feed``, ``canonical``, ``alternate`` (another language), ``next`` (of a series),
            ``refresh`` (``meta http-equiv``), ``entry`` (what a feed or a sitemap names).
        text: the words of the link, the language of an alternate, the title of a feed; at most
            200 characters.
    """

    url: str
    kind: LinkKind
    text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text, without line breaks unless the page itself set them.

    Attributes:
        kind: what the block is.
        text: its words, NFC; cells of a ``row`` are joined by `` | ``.
    """

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One place where a page says when it was published or changed.

    Attributes:
        about: which of both.
        value: ISO 8601 date or time.
        origin: what kind of place it is.
        place: the name of the property, or the words as they stand there.
    """

    about: Literal["published", "modified"]
    value: str
    origin: Origin
    place: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a listing, a feed or a sitemap names: one of its items, in its order.

    Attributes:
        url: absolute, percent-encoded, without fragment.
        title: the words of its headline; empty where a sitemap gives none.
        date: ISO 8601, if the listing gives one.
    """

    url: str
    title: str
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A link in the text.

    Attributes:
        url: absolute, percent-encoded; a fragment is kept.
        words: what is linked.
        block: number of the block it stands in, from 0.
    """

    url: str
    words: str
    block: int


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language (``link rel=alternate hreflang``).

    Attributes:
        language: BCP 47 tag as the page gives it, or ``x-default``.
        url: absolute.
    """

    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """What a catalogue says of a document under one name.

    Attributes:
        name: lower case, words joined by underscores: ``application_numbers``.
        values: in the order of the catalogue.
    """

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """The clean text of a page or document.

    Attributes:
        kind: what the page is.
        title: in one line; empty where the page has none.
        summary: what the page says of itself and its blocks do not; may be empty.
        blocks: the text in reading order, chrome removed.
        authors: names as the page gives them.
        published: ISO 8601 date or time as the page gives it, else ``None``.
        modified: as ``published``.
        claims: every place where it says so, the chosen ones among them.
        reason: why those were chosen, in one line.
        language: ISO 639-1 code, else ``None``.
        canonical: absolute URL that the page calls its own, else ``None``.
        section: of the site, as the page names it; may be empty.
        tags: subjects as the page names them.
        image: absolute URL of the picture that stands for the page, else ``None``.
        alternates: the page in other languages.
        references: the links in the text.
        entries: what a listing names.
        platform: what made the page, as far as its markup shows; ``wix``, ``liferay`` ... or empty.
        extractor: stamp of the code that read it.
        note: why there is no text, or why a rule was not followed; else empty.
        pages: of a document that has pages, for each the number of the first block that begins on
            it or after it; empty where there are none.
        fields: what a catalogue says of it; empty of what no catalogue told of.
        imprint: the named boxes it is built of, in 32 bytes (``archive.clean.site.resemblance``);
            empty where there are few, or none.
        layout: the id of the layout that it has by what is known of its site; empty where that is
            none, or nothing is known.
    """

    kind: PageKind | FeedKind
    title: str = ""
    summary: str = ""
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    claims: tuple[Claim, ...] = ()
    reason: str = ""
    language: str | None = None
    canonical: str | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    image: str | None = None
    alternates: tuple[Alternate, ...] = ()
    references: tuple[Reference, ...] = ()
    entries: tuple[Entry, ...] = ()
    platform: str = ""
    extractor: str = ""
    note: str = ""
    pages: tuple[int, ...] = ()
    fields: tuple[Field, ...] = ()
    imprint: bytes = b""
    layout: str = ""

    @property
    def text(self) -> str:
        """What the page says, one blank line between its blocks, list items marked by a dash.

        The captions of its pictures are left out: they stand between sentences that go on.
        """
        return joined(block for block in self.blocks if block.kind != "caption")

    @property
    def full(self) -> str:
        """The same with captions: what is stored, searched and compared."""
        return joined(self.blocks)

    @property
    def printed(self) -> str:
        """Title, summary and text, one blank line between them and one newline at the end.

        Empty where all three are.
        """
        parts = [part for part in (self.title, self.summary, self.text) if part]
        return "\n\n".join(parts) + "\n" if parts else ""


def joined(blocks: Iterable[Block]) -> str:
    """Blocks as plain text."""
    return "\n\n".join(
        f"- {block.text}" if block.kind == "item" else block.text for block in blocks
    )


def stamp(engine: str) -> str:
    """The extractor's stamp: our own revision and the version of the engine under it."""
    from importlib.metadata import version

    return f"greffe-clean/{REVISION} {engine}/{version(engine)}"
