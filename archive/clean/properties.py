"""What document files say of themselves: which of it can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from archive.clean.article import Claim
from archive.clean.dates import iso
from archive.clean.facts import flat

_FILE = re.compile(
    r"\.(?:docx?|docm|dotx?|pdf|odt|rtf|tex|indd|pptx?|xlsx?|wpd|dvi|html?|p65|qxd)$",
    re.IGNORECASE,
)
_MADE_BY = re.compile(r"^(?:microsoft (?:word|powerpoint)|powerpoint)\s*-\s*", re.IGNORECASE)
_UNNAMED = re.compile(
    r"\W*(?:(?:untitled|unknown|unnamed|anonymous|unspecified|none|no title|document|slide|layout|"
    r"powerpoint presentation|title|default|author|user|admin|administrator|adobe photoshop pdf|"
    r"word document|template)[\s\d_-]*)?\W*",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_PLACE = re.compile(r"^[^\W\d_][^\d,]{1,40},\s+(?:(?:le|den|the|on)\s+)?")
_LONGEST_DATE = 60
_LONGEST_TITLE = 500
_MOST_DATES = 3


def sensible(title: str) -> str:
    """The title, unless it is the name of a file or of a program."""
    title = _MADE_BY.sub("", flat(title))
    if _UNNAMED.fullmatch(title) or _FILE.search(title) or len(title) < 4:
        return ""
    if " " not in title and ("_" in title or any(map(str.isdigit, title))):
        return ""
    return title[:_LONGEST_TITLE]


def is_borne_out(title: str, text: str) -> bool:
    """Whether a title shares half its words with the beginning of the text.

    One that does not is left over from the document that this one was made from.
    """
    words = _words(title)
    return not words or len(words & _words(text)) * 2 >= len(words)


def names_in(authors: str) -> tuple[str, ...]:
    """The people that a property names; not the login of who saved the file."""
    names = [name.strip() for name in flat(authors).split(";")]
    return tuple(name for name in names if _is_name(name))


def dates_shown(texts: Iterable[str]) -> list[Claim]:
    """The dates that stand alone in a line, a place before them or not.

    Args:
        texts: blocks of the first page.
    """
    claims: list[Claim] = []
    for words in (part for text in texts for part in text.split(" | ")):
        if len(words) > _LONGEST_DATE or not _YEAR.search(words):
            continue
        when = iso(words) or iso(_PLACE.sub("", words))
        if when:
            claims.append(Claim("published", when, "text", words))
        if len(claims) == _MOST_DATES:
            break
    return claims


def chosen(claims: Sequence[Claim]) -> tuple[str | None, str | None, str]:
    """When a document was published and changed, and why these were chosen.

    The one date that stands alone on the first page is that of the document; the file may have been
    made long after.
    """
    shown = {claim.value[:10]: claim for claim in claims if claim.origin == "text"}
    told = [claim for claim in claims if claim.origin == "document"]
    made = next((claim for claim in told if claim.about == "published"), None)
    changed = next((claim.value for claim in told if claim.about == "modified"), None)
    if len(shown) == 1:
        claim = next(iter(shown.values()))
        return claim.value, changed, f"the date on the first page: {claim.place}"
    if made:
        return made.value, changed, f"the file's own date ({made.place})"
    return None, changed, ""


def _is_name(name: str) -> bool:
    if _UNNAMED.fullmatch(name) or "\\" in name or "@" in name or len(name) > 200:
        return False
    return not (name.isascii() and name.islower() and " " not in name)


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORDS.findall(text)}
