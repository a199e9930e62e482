"""What a PDF says of itself: its title and its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from archive.clean.article import Claim
from archive.clean.dates import iso
from archive.clean.pdf.flow import Piece
from archive.clean.properties import dates_shown, is_borne_out, sensible

# ISO 32000-2, 7.9.4.
_DATE = re.compile(
    r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*(Z|[+-]\d{2})?'?(\d{2})?"
)
# What stands over a list of contents is a heading, but no title.
_CONTENTS = re.compile(
    r"(?:table of )?contents|sommaire|table des matières|inhalt(?:sverzeichnis)?|índice|indice|"
    r"inhoud(?:sopgave)?|spis treści|содержание|зміст|içindekiler|cuprins|obsah|περιεχόμενα|"
    r"tartalom(?:jegyzék)?|innehåll|sisällys|sadržaj",
    re.IGNORECASE,
)
_DATES = (("published", "CreationDate"), ("modified", "ModDate"))


def title_of(about: Mapping[str, str], found: Sequence[Piece]) -> str:
    """The title the file was given, if it is one, else the heading in the largest type.

    A title that shares hardly a word with the first pages counts only where they have no heading.
    """
    told = sensible(about.get("Title", ""))
    first = [piece for piece in found if piece.page == found[0].page] if found else []
    shown = " ".join(piece.block.text for piece in found if piece.page < 3)
    if told and is_borne_out(told, shown):
        return told
    if len(found) < 2:
        return told
    return _largest(first) or told or _opening(first)


def claims_of(about: Mapping[str, str], found: Sequence[Piece]) -> tuple[Claim, ...]:
    """The dates of the file, and those that stand alone on its first page."""
    claims = [
        Claim("published" if event == "published" else "modified", when, "document", place)
        for event, place in _DATES
        if (when := moment(about.get(place, "")))
    ]
    first = (piece.block.text for piece in found if piece.page == found[0].page)
    return (*claims, *dates_shown(first))


def moment(text: str) -> str | None:
    """A date of a PDF's information dictionary in ISO 8601."""
    match = _DATE.match(text.strip())
    if match is None:
        return iso(text) if text else None
    year, month, day, hour, minute, second, zone, zone_minutes = match.groups()
    date = f"{year}-{month or '01'}-{day or '01'}"
    if hour is None:
        return iso(date)
    offset = "" if zone is None else zone if zone == "Z" else f"{zone}:{zone_minutes or '00'}"
    return iso(f"{date}T{hour}:{minute or '00'}:{second or '00'}{offset}") or iso(date)


def _largest(first: Sequence[Piece]) -> str:
    """The heading in the largest type of the first page."""
    named = [piece for piece in first if _is_title(piece.block.text)]
    largest = max((piece.size for piece in named), default=0)
    headings = (piece for piece in named if piece.block.kind == "heading")
    return next((piece.block.text for piece in headings if piece.size == largest), "")


def _opening(first: Sequence[Piece]) -> str:
    """In a document that is all in one type: its first line, unless that is a sentence."""
    if not first or not _is_title(first[0].block.text):
        return ""
    text = first[0].block.text
    return text if len(text) < 100 and not text.endswith((".", ";", ",")) else ""


def _is_title(text: str) -> bool:
    is_wordy = 4 <= len(text) <= 300 and sum(map(str.isalpha, text)) > len(text) / 2
    return is_wordy and not _CONTENTS.fullmatch(text)
