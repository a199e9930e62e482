"""A citation for BibTeX and biblatex: an entry ``@misc``, which both know.

Values stand in braces. BibTeX counts braces even where a backslash stands before them, so those of
a text are told by name ("Tame the BeaST", 4.2).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from archive.citing.citation import Citation, line
from archive.citing.persons import Name

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "$&#%_"},
}  # fmt: skip
_ESCAPES = str.maketrans(_SPECIAL)
_IN_URLS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST_NAME = 24


def written(cited: Citation) -> str:
    """The entry."""
    day = cited.published
    fields = {
        "author": " and ".join(map(_person, cited.authors)),
        # The second pair keeps capitals as they are.
        "title": f"{{{_text(cited.title)}}}" if cited.title else "",
        "howpublished": _text(cited.site),
        "publisher": _text(cited.publisher),
        "number": _text(cited.number),
        "pages": str(cited.page or ""),
        "year": str(day.year) if day else "",
        "day": str(day.day or "") if day else "",
        "language": cited.language,
        "url": cited.url.translate(_IN_URLS),
        "urldate": f"{cited.captured:%Y-%m-%d}",
        "note": _note(cited),
    }
    rows = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if day and day.month:
        place = next(n for n, row in enumerate(rows) if row.startswith("  year"))
        # Names of months are macros, which styles write out in their language.
        rows.insert(place + 1, f"  month = {_MONTHS[day.month - 1]},")
    return "\n".join((f"@misc{{{citation_key(cited)},", *rows, "}"))


def citation_key(cited: Citation) -> str:
    """By what others refer to the entry: who, the year, and a digest of what was captured when.

    Letters and digits of ASCII only.
    """
    first = cited.authors[0] if cited.authors else Name()
    who = _ascii(first.family or first.literal or cited.site)[:_LONGEST_NAME] or "capture"
    year = cited.published.year if cited.published else cited.captured.year
    digest = hashlib.sha256(f"{cited.clock} {cited.url}".encode()).hexdigest()
    return f"{who}{year}x{digest[:6]}"


def _note(cited: Citation) -> str:
    told = [f"Quoted: ``{_text(cited.quote)}''"] if cited.quote else []
    told.append(f"Captured {cited.clock}")
    if cited.archive_url:
        told.append(f"archived at \\url{{{cited.archive_url.translate(_IN_URLS)}}}")
    if cited.sha256:
        told.append(f"SHA-256 {cited.sha256}")
    return ", ".join(told)


def _person(name: Name) -> str:
    if name.literal:
        return f"{{{_text(name.literal)}}}"
    parts = (f"{name.particle} {_guarded(name.family)}".strip(), name.suffix, name.given)
    return ", ".join(_text(part) if n else part for n, part in enumerate(parts) if part)


def _guarded(family: str) -> str:
    """A family name; one of several words in braces, as small letters in it are no particle."""
    return f"{{{_text(family)}}}" if " " in family else _text(family)


def _text(text: str) -> str:
    return line(text).translate(_ESCAPES)


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]", "", plain).lower()
