"""Names of authors taken apart: given and family name where their order can be told.

A name whose order cannot be told, and that of an institution, stays whole: nothing is invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.clean.names import AGENCIES
from archive.clean.titles import key
from archive.patterns import late

_PARTICLES = frozenset((
    "von", "van", "vom", "zu", "zum", "zur", "de", "der", "den", "des", "di", "da", "do", "dos",
    "das", "du", "del", "della", "degli", "dello", "della", "la", "le", "ter", "ten", "te", "af",
    "av", "bin", "ibn", "al", "el", "ben", "y",
))  # fmt: skip
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|II|III|IV", re.IGNORECASE)
_NO_NAME = re.compile(r"\d|,.*,|[()\[\]{}/|@]")
_MOST_WORDS = 6
# No inversion where names are written without spaces, or family name first.
_WHOLE_SCRIPTS = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_FAMILY_FIRST = frozenset(("hu",))
_WHOLE_LANGUAGES = frozenset(("is", "ja", "ko", "vi", "zh"))
_TWO_FAMILY_NAMES = frozenset(("ca", "es", "gl"))
_BODY_WORDS = (
    r"agen(?:cy|cies|tur|ce)|association|assembly|assemblée|authority|bank|board|bureau|cent(?:er|re)|"
    r"college|comit[ée]|commission(?:er)?|committee|company|conference|congress|conseil|consortium|"
    r"corporation|council|cour|court|department|desk|directorate|editor(?:ial|s)?|embassy|"
    r"federation|forum|foundation|fund|gericht(?:shof)?|gmbh|government|group|inc|institut[eo]?|"
    r"international|kommission|league|ltd|magazine|media|ministr\w+|minist[eè]re|mission|network|"
    r"news(?:room|desk)?|observatory|office|organi[sz]ation|parliament|parlament|party|police|"
    r"press|presse|project|redaktion|red[aá]cci[oó]n|rédaction|redazione|registry|reporters|"
    r"secretariat|section|senate|service|society|staff|stiftung|team|times|tribunal|union|"
    r"universit\w+|verband|verein|verlag|watch|комитет|комиссия|министерство|редакция|совет|суд"
)
_BODY = late(rf"\b(?:{_BODY_WORDS})\b|\be\.\s?V\b|&", re.IGNORECASE)
_OF = re.compile(r"\b(?:of|for|the|de la|für|des|pour|и)\b")


@dataclass(frozen=True, slots=True)
class Name:
    """Who wrote something.

    Attributes:
        family, given: of a person whose names can be told apart; both empty otherwise.
        particle: what stands before the family name and is not sorted by: ``von der``.
        suffix: what stands behind it: ``Jr.``.
        literal: the whole name, of an institution or where its order cannot be told.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def shown(self) -> str:
        """The name as it is spoken."""
        parts = (self.given, self.particle, self.family, self.suffix)
        return self.literal or " ".join(part for part in parts if part)

    @property
    def surname(self) -> str:
        """The family name with its particle."""
        return f"{self.particle} {self.family}".strip()


def name_of(text: str, language: str = "", bodies: frozenset[str] = frozenset()) -> Name:
    """A name taken apart.

    Args:
        text: the name, in one line.
        language: of the page, ISO 639-1: it tells which name comes first.
        bodies: keys of names that are institutions, such as that of the site.
    """
    words = text.split()
    if text.count(",") == 1 and len(words) <= _MOST_WORDS and not _is_body(text, bodies):
        return _turned(text)
    if (
        not 1 < len(words) <= _MOST_WORDS
        or _is_body(text, bodies)
        or _is_whole(text, words, language)
    ):
        return Name(literal=text)
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1].strip(",")) else ""
    words = [word.rstrip(",") for word in words]
    if language in _FAMILY_FIRST:
        return Name(words[0], " ".join(words[1:]), "", suffix)
    at = _family_at(words)
    lower = at
    while lower < len(words) - 1 and words[lower].islower():
        lower += 1
    return Name(" ".join(words[lower:]), " ".join(words[:at]), " ".join(words[at:lower]), suffix)


def _turned(text: str) -> Name:
    """``Lee, Ann``."""
    family, given = (part.strip() for part in text.split(","))
    if not family or not given or _SUFFIX.fullmatch(given):
        return Name(literal=text)
    return Name(family, given)


def _family_at(words: list[str]) -> int:
    """Which word the family name, or what belongs before it, begins with."""
    for number, word in enumerate(words[1:-1], 1):
        if word.lower() in _PARTICLES:
            return number
    return len(words) - 1


def _is_whole(text: str, words: list[str], language: str) -> bool:
    if _WHOLE_SCRIPTS.search(text) or _NO_NAME.search(text) or language in _WHOLE_LANGUAGES:
        return True
    names = [word for word in words if word.lower() not in _PARTICLES]
    return language in _TWO_FAMILY_NAMES and len(names) > 2


def _is_body(text: str, bodies: frozenset[str]) -> bool:
    """Whether a name is that of an institution, as far as it can be told."""
    whole = key(text)
    if whole in bodies or whole in AGENCIES:
        return True
    # Margaret Court stays whole, too, which is no fault.
    return _BODY.search(text) is not None or _OF.search(text) is not None
