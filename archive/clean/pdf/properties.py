"""What a PDF says of itself: title, authors, dates and language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from archive.clean.article import Claim
from archive.clean.dates import iso
from archive.clean.facts import flat
from archive.clean.pdf.flow import Piece

# ISO 32000-2, 7.9.4.
_DATE = re.compile(
    r"D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?\s*(Z|[+-]\d{2})?'?(\d{2})?"
)
_FILE = re.compile(
    r"\.(?:docx?|docm|dotx?|pdf|odt|rtf|tex|indd|pptx?|xlsx?|wpd|dvi|html?|p65|qxd)$",
    re.IGNORECASE,
)
_MADE_BY = re.compile(r"^(?:microsoft (?:word|powerpoint)|powerpoint)\s*-\s*", re.IGNORECASE)
_UNNAMED = re.compile(
    r"\W*(?:(?:untitled|unknown|unnamed|anonymous|unspecified|none|no title|document|slide|layout|"
    r"powerpoint presentation|title|default|author|user|admin|administrator)[\s\d_-]*)?\W*",
    re.IGNORECASE,
)
# What stands over a list of contents is a heading, but no title.
_CONTENTS = re.compile(
    r"(?:table of )?contents|sommaire|table des matières|inhalt(?:sverzeichnis)?|índice|indice|"
    r"inhoud(?:sopgave)?|spis treści|содержание|зміст|içindekiler|cuprins|obsah|περιεχόμενα|"
    r"tartalom(?:jegyzék)?|innehåll|sisällys|sadržaj",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_PLACE = re.compile(r"^[^\W\d_][^\d,]{1,40},\s+(?:(?:le|den|the|on)\s+)?")
_LONGEST_DATE = 60
_CREATED, _CHANGED = "CreationDate", "ModDate"


def title_of(about: Mapping[str, str], found: Sequence[Piece]) -> str:
    """The title the file was given, if it is one, else the heading in the largest type.

    A title that shares hardly a word with the first pages is left over from another document; it
    counts only where they have no heading.
    """
    told = sensible(about.get("Title", ""))
    first = [piece for piece in found if piece.page == found[0].page] if found else []
    words = _words(told)
    shown = _words(" ".join(piece.block.text for piece in found if piece.page < 3))
    if told and (not words or len(words & shown) * 2 >= len(words)):
        return told
    return _largest(first) or told or _opening(first)


def sensible(title: str) -> str:
    """The title, unless it is the name of a file or of a program."""
    title = _MADE_BY.sub("", flat(title))
    if _UNNAMED.fullmatch(title) or _FILE.search(title) or len(title) < 4:
        return ""
    if " " not in title and ("_" in title or any(map(str.isdigit, title))):
        return ""
    return title[:500]


def authors_of(about: Mapping[str, str]) -> tuple[str, ...]:
    """The people the file names; not the login of who saved it."""
    names = [name.strip() for name in flat(about.get("Author", "")).split(";")]
    return tuple(name for name in names if _is_name(name))


def claims_of(about: Mapping[str, str], found: Sequence[Piece]) -> tuple[Claim, ...]:
    """The dates of the file, and those that stand alone on its first page."""
    claims = [
        Claim(event, when, "document", place)
        for event, place in (("published", _CREATED), ("modified", _CHANGED))
        if (when := moment(about.get(place, "")))
    ]
    return (*claims, *_shown(found))


def chosen(claims: Sequence[Claim]) -> tuple[str | None, str | None, str]:
    """When it was published and changed, and why these were chosen.

    The one date that stands alone on the first page is that of the document; the file may have been
    made long after.
    """
    shown = {claim.value: claim for claim in claims if claim.origin == "text"}
    told = next((claim for claim in claims if claim.place == _CREATED), None)
    changed = next((claim.value for claim in claims if claim.place == _CHANGED), None)
    if len(shown) == 1:
        claim = next(iter(shown.values()))
        return claim.value, changed, f"the date on the first page: {claim.place}"
    if told:
        return told.value, changed, f"the file's own date ({_CREATED})"
    return None, changed, ""


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


def _shown(found: Sequence[Piece]) -> list[Claim]:
    claims = []
    for piece in found:
        if piece.page != found[0].page or len(claims) == 3:
            break
        for words in piece.block.text.split(" | "):
            if len(words) > _LONGEST_DATE or not _YEAR.search(words):
                continue
            when = iso(words) or iso(_PLACE.sub("", words))
            if when:
                claims.append(Claim("published", when, "text", words))
    return claims


def _largest(first: Sequence[Piece]) -> str:
    """The heading in the largest type, with what follows it in the same type."""
    named = [piece for piece in first if _is_heading(piece.block.text)]
    largest = max((piece.size for piece in named), default=0)
    headings = [piece for piece in named if piece.block.kind == "heading"]
    if not headings or max(piece.size for piece in headings) < largest:
        return ""
    return next(piece.block.text for piece in headings if piece.size == largest)


def _opening(first: Sequence[Piece]) -> str:
    """In a document that is all in one type: its first line, unless that is a sentence."""
    if not first or not _is_heading(first[0].block.text):
        return ""
    text = first[0].block.text
    return text if len(text) < 100 and not text.endswith((".", ";", ",")) else ""


def _is_heading(text: str) -> bool:
    is_wordy = 4 <= len(text) <= 300 and sum(map(str.isalpha, text)) > len(text) / 2
    return is_wordy and not _CONTENTS.fullmatch(text)


def _is_name(name: str) -> bool:
    if _UNNAMED.fullmatch(name) or "\\" in name or "@" in name or len(name) > 200:
        return False
    return not (name.isascii() and name.islower() and " " not in name)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text)}
