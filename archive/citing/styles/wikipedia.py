"""A citation for Wikipedia: its template ``{{cite web}}`` (Help:Citation Style 1).

Readers of Wikipedia can open no address of this machine: such a one is left out. When it was
captured and its digest, for which the template has no place, stand in a comment behind it.
"""

from __future__ import annotations

import re

from archive.citing.citation import Citation, line
from archive.citing.persons import Name

_MARKUP = {
    "|": "{{!}}", "[": "&#91;", "]": "&#93;", "{": "&#123;", "}": "&#125;", "<": "&lt;",
    ">": "&gt;", "~": "&#126;", "&": "&amp;",
}  # fmt: skip
_ESCAPES = str.maketrans(_MARKUP)
_QUOTES = re.compile("'{2,}")
_IN_URLS = str.maketrans(
    {char: f"%{ord(char):02X}" for char in "|[]{}<>'\"` "} | {"~": "%7E", "\\": "%5C"}
)


def written(cited: Citation) -> str:
    """The template, in the order of its documentation, and the comment."""
    is_kept = bool(cited.archive_url) and cited.is_public
    day = cited.published.words if cited.published else ""
    fields = {
        **_people(cited.authors),
        "title": _text(line(cited.title) or cited.url.partition("://")[2]),
        "website": _text(cited.site),
        "publisher": _text(cited.publisher),
        "id": _text(cited.number),
        "date": day,
        "page": str(cited.page or ""),
        "language": cited.language,
        "url": cited.url.translate(_IN_URLS),
        "archive-url": cited.archive_url.translate(_IN_URLS) if is_kept else "",
        "archive-date": cited.captured_on.words if is_kept else "",
        "url-status": _status(cited) if is_kept else "",
        "access-date": cited.captured_on.words,
        "quote": _text(cited.quote),
    }
    told = " |".join(f"{name}={value}" for name, value in fields.items() if value)
    proof = f"captured {cited.clock}" + (f", SHA-256 {cited.sha256}" if cited.sha256 else "")
    return f"{{{{cite web |{told}}}}}<!-- {proof} -->"


def _status(cited: Citation) -> str:
    """``deviated`` is a page that is there and no longer says it; nothing where none is known."""
    if cited.presence == "live" and cited.quote and not cited.quote_stands:
        return "deviated"
    return cited.presence


def _people(names: tuple[Name, ...]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, name in enumerate(names, 1):
        if name.literal:
            fields[f"author{number}"] = _text(name.literal)
        else:
            given = f"{name.given} {name.suffix}".strip()
            fields |= {f"last{number}": _text(name.surname), f"first{number}": _text(given)}
    return fields


def _text(text: str) -> str:
    # Two apostrophes are italics.
    plain = line(text).translate(_ESCAPES)
    return _QUOTES.sub(lambda run: "&#39;" * len(run[0]), plain)
