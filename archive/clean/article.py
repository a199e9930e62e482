"""What a page or document says: a title, blocks of text, and what it tells about itself."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Literal

BlockKind = Literal["paragraph", "heading", "item", "quote", "row", "caption", "footnote"]
ArticleKind = Literal["article", "listing", "document", "media", "error"]

_REVISION = 1


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
class Article:
    """The clean text of a page or document.

    Attributes:
        kind: what the page is; ``document`` is a file such as a PDF.
        title: in one line; empty where the page has none.
        summary: what the page says of itself and its blocks do not; may be empty.
        blocks: the text in reading order, chrome removed.
        authors: names as the page gives them.
        published: ISO 8601 date or time as the page gives it, else ``None``.
        modified: as ``published``.
        language: ISO 639-1 code, else ``None``.
        canonical: absolute URL that the page calls its own, else ``None``.
        extractor: stamp of the code that read it.
        note: why there is no text, or why a rule was not followed; else empty.
    """

    kind: ArticleKind
    title: str = ""
    summary: str = ""
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    canonical: str | None = None
    extractor: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The blocks, one blank line between them; list items are marked by a dash."""
        return "\n\n".join(
            f"- {block.text}" if block.kind == "item" else block.text for block in self.blocks
        )

    @property
    def printed(self) -> str:
        """Title, summary and text, one blank line between them and one newline at the end.

        Empty where all three are.
        """
        parts = [part for part in (self.title, self.summary, self.text) if part]
        return "\n\n".join(parts) + "\n" if parts else ""


def stamp(engine: str) -> str:
    """The extractor's stamp: our own revision and the version of the engine under it."""
    return f"greffe-clean/{_REVISION} {engine}/{version(engine)}"
