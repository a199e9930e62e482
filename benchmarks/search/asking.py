"""What engines are asked, told apart from how each of them is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

Shape = Literal["words", "phrase", "near", "prefix"]
LIMIT = 20
COUNTED = 10_001
NEAR = 10


class Row(NamedTuple):
    """A document as peers hold it; ``day`` is in days since 1970."""

    id: int
    title: str
    body: str
    host: str
    language: str
    day: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What a query is narrowed to.

    Attributes:
        name: for the table.
        host: the site.
        days: the first day and the one after the last, since 1970.
        language: ISO 639-1.
    """

    name: str
    host: str = ""
    days: tuple[int, int] | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for.

    Attributes:
        shape: how the words are meant.
        words: plain words of ASCII, all of them wanted.
        narrowed: what else.
    """

    shape: Shape
    words: tuple[str, ...]
    narrowed: Filter

    @property
    def typed(self) -> str:
        """As people type it to Greffe, but for what it is narrowed to."""
        words = " ".join(self.words)
        if self.shape == "phrase":
            return f'"{words}"'
        if self.shape == "near":
            return f"NEAR({words}, {NEAR})"
        return f"{words}*" if self.shape == "prefix" else words


class Engine(Protocol):
    """What is measured.

    Attributes:
        name: for the table.
    """

    name: str

    def asked(self, query: Query) -> tuple[float, int]:
        """Seconds of CPU for the first hits with snippets and their count, and that count."""

    def costs(self) -> Iterator[str]:
        """What its index takes and took, in lines for people."""
