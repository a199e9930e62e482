"""What DOCX and ODT have in common: an article from blocks and properties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.clean.article import Article, Block, Claim, Reference
from archive.clean.dates import iso
from archive.clean.facts import flat
from archive.clean.language import language as told_language
from archive.clean.properties import chosen, dates_shown, is_borne_out, names_in, sensible

_OPENING = 40
_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class About:
    """The properties of a file.

    Attributes:
        title, authors, language: as they are; may be empty.
        created, changed: name of the property and what it says.
    """

    title: str = ""
    authors: str = ""
    language: str = ""
    created: tuple[str, str] = ("", "")
    changed: tuple[str, str] = ("", "")


@dataclass(slots=True)
class Text:
    """What was read of a file.

    Attributes:
        blocks: in the order of the file.
        references: links in them.
        title: the paragraph that is styled as title.
        language: as the styles tell it.
        note: what is lacking.
    """

    blocks: list[Block]
    references: list[Reference]
    title: str = ""
    language: str = ""
    note: str = ""


def composed(text: Text, about: About, extractor: str) -> Article:
    """The article of a file.

    The title is the paragraph styled so, else that of the properties if the text bears it out, else
    the first heading.
    """
    blocks, references = text.blocks, text.references
    title = _title(text, about)
    first = next((n for n, block in enumerate(blocks[:_OPENING]) if block.text == title), None)
    if first is not None and len(blocks) > 1:
        blocks = blocks[:first] + blocks[first + 1 :]
        references = [_moved(link, first) for link in references if link.block != first]
    claims = _claims(about, blocks)
    published, modified, why = chosen(claims)
    sample = " ".join(block.text for block in blocks[:_SAMPLE])
    return Article(
        kind="document",
        title=title,
        blocks=tuple(blocks),
        authors=names_in(about.authors),
        published=published,
        modified=modified,
        claims=tuple(claims),
        reason=why,
        language=told_language(about.language or text.language, sample),
        references=tuple(references),
        extractor=extractor,
        note=text.note or ("" if blocks else "no text"),
    )


def _title(text: Text, about: About) -> str:
    if text.title:
        return text.title
    told = sensible(about.title)
    opening = " ".join(block.text for block in text.blocks[:_OPENING])
    if told and is_borne_out(told, opening):
        return told
    headings = (block.text for block in text.blocks[:_OPENING] if block.kind == "heading")
    return next(headings, "") or told


def _moved(link: Reference, first: int) -> Reference:
    return link if link.block < first else Reference(link.url, link.words, link.block - 1)


def _claims(about: About, blocks: Sequence[Block]) -> list[Claim]:
    claims = []
    if when := iso(flat(about.created[1])) if about.created[1] else None:
        claims.append(Claim("published", when, "document", about.created[0]))
    if when := iso(flat(about.changed[1])) if about.changed[1] else None:
        claims.append(Claim("modified", when, "document", about.changed[0]))
    return claims + dates_shown(block.text for block in blocks[:_OPENING])
