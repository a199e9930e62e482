"""What a person asked for, as a tree: the words, how they hang together, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Field = Literal["title", "author"]
"""What of a text words may be asked of: ``title:`` (and the summary under it), ``author:``."""
Label = Literal["site", "source", "lang", "type"]
"""What else is known of a text: where it stands, who is crawled for it, language, page kind."""
Clock = Literal["dated", "published", "captured"]
"""Which day counts: the one it bears (published, else first captured), or one of the two."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word.

    Attributes:
        text: as it was typed, without marks of the query language.
        is_exact: whether other forms of it do not count (``=word``).
        is_prefix: whether it may go on (``word*``).
    """

    text: str
    is_exact: bool = False
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in this order, as typed; the last may go on."""

    text: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Words or phrases that stand within ``distance`` words of each other, in any order.

    ``texts`` are as typed; ``=word`` is a word of which no other form counts, ``word*`` one that
    may go on.
    """

    texts: tuple[str, ...]
    distance: int = 10


@dataclass(frozen=True, slots=True)
class Within:
    """Words, a phrase or words near each other that must be there in one field."""

    field: Field
    node: Node


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts of a site (``coe.int/en/web``: a host or the beginning of an address), a source, ...

    ``value`` is lower case but for sources; without scheme for a site, an ISO 639-1 code for a
    language, one of ``PageKind`` for a type.
    """

    label: Label
    value: str


@dataclass(frozen=True, slots=True)
class Days:
    """Texts of some days: from ``first`` on, to before ``end``; ``None`` is no bound."""

    clock: Clock
    first: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these at least."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    node: Node


Node = Word | Phrase | Near | Within | Labelled | Days | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that was read.

    Attributes:
        node: what must hold; ``None`` where nothing is asked for.
        at: the day whose versions are meant (``at:2025-03-01``), instead of today's.
        notes: what of the query was not taken as it may have been meant, in words: "before:soon
            is no date; taken as words".
    """

    node: Node | None
    at: date | None = None
    notes: tuple[str, ...] = ()
