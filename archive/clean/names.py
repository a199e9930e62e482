"""Names of people out of the words of a byline."""

from __future__ import annotations

import re

from archive.clean.facts import words_of
from archive.clean.months import month
from archive.clean.titles import key
from archive.patterns import late

LONGEST_LINE = 120
_VERBS = (
    r"(?:written|posted|published|reported|story|article|words|photos?|interview|submitted|erstellt|"
    r"geschrieben|verfasst|veröffentlicht|gepostet|eingestellt|kommentar|analyse|ein beitrag|ein "
    r"artikel|eine analyse|ein kommentar|écrit|publié|rédigé|escrito|publicado|scritto|pubblicato|"
    r"geschreven|geplaatst|skrevet|skriven|napisał[ao]?|opublikowan[ey])"
)
# What says "by" and may also begin a name (von der Leyen, Di Maria, Da Silva).
_PARTICLES = r"(?:von|vom|di|da|de|av|af|por|par|door|od|του|της)"
_LABELS = (
    rf"(?:(?:{_VERBS}\s+)?by|authors?|autor(?:in|innen|en|ka|es|a|e|i|ul)?|auteure?s?|autrice|"
    r"redaktion|interview|text|texte|texto|testo|tekst|redacción|a cura di|szerző|írta|scris de|"
    r"автор[ыи]?|текст|аўтар|müəllif|yazar|yazan|ავტორი|հեղինակ|συντάκτης|autorius|kirjoittaja|"
    r"toimittaja|skribent|بقلم|كتب|מאת|نویسنده|作者|記者|记者|文|기자)"
)
LABEL = late(rf"(?:(?:{_VERBS}\s+)?{_PARTICLES}|{_LABELS})\s*[:：]?", re.IGNORECASE)
_SURE = late(
    rf"^\W*(?:{_VERBS}\s+{_PARTICLES}|(?:{_VERBS}\s+)?by|{_LABELS}\s*[:：/／●]|"
    r"(?:author|autor(?:in|en)?|автор|作者|記者|记者))\s*[:：]?\s*(?=\S)(?<![^\W\d_])",
    re.IGNORECASE,
)
_BEGUN = re.compile(rf"^\W*{_PARTICLES}\s*:?\s+(?=\S)", re.IGNORECASE)
# "Posted on 3 May 2019 by Ann Lee", "3.5.2019 | von Ann Lee": behind a date or a mark.
_THEN_BY = late(
    rf"(?:\d{{4}}|\d{{2}}[:.h]\d{{2}}(?: ?uhr| ?[ap]m)?|[|•·–—,-])\s*\W?\s*"
    rf"(?:by|{_PARTICLES}|от|від|przez)\s+([^\W\d_].{{2,60}})$",
    re.IGNORECASE,
)
_JOINTS = late(
    r"\s*(?:[;|/]|\s&\s|"
    r"\s(?:and|und|et|y|e|og|och|ja|en|ve|və|и|та|і|és|şi|și|oraz|a|i|with|mit)\s)\s*",
    re.IGNORECASE,
)
AND = re.compile(r"and|und|et|y|e|og|och|en|ve|və|и|та|&|with|mit", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,，、]\s*")
_ASIDE = re.compile(r"\s*(?:\([^()]{0,80}\)|\[[^\[\]]{0,80}\])\s*")
_STOP = late(
    r"\s+[|•●·–—-]\s+|\s*[|•●·]\s*|\s*\n|\s+@|\s+(?=\d)|\s+(?:on|am|vom|le|el|il|um|updated|"
    r"published|aktualisiert|veröffentlicht|für|for|at|is an?|was|follow|folgen)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")
_BAD = late(
    r"https?:|www\.|[@<>{}\[\]=#]|\d{2}|\b(?:min(?:utes?)? read|ago|updated|published|comments?|"
    r"read more|share|follow|login|subscribe|image|photo|getty|cookies?)\b",
    re.IGNORECASE,
)
_JOBS = frozenset((
    "senior", "staff", "chief", "editor", "editors", "reporter", "correspondent", "writer",
    "contributor", "contributing", "columnist", "producer", "journalist", "redakteur",
    "redakteurin", "reporterin", "korrespondent", "korrespondentin", "autor", "autorin",
    "redaktor", "redaktorin", "journaliste", "journalistin", "rédacteur", "rédactrice",
    "redactor", "redactora", "periodista", "giornalista", "freelance", "freelancer",
    "political", "politics", "twitter", "facebook", "instagram", "email", "bio", "biography",
    "profile", "guest", "assistant", "deputy", "managing", "ceo", "president", "director",
))  # fmt: skip
_NOBODY = frozenset((
    "admin", "administrator", "unknown", "none", "null", "undefined", "anonymous",
    "webmaster", "user", "default", "author", "authors", "autor", "nan", "root", "siteadmin",
    "wpadmin", "autorenseitevon", "by", "von", "par", "por", "writtenby",
    "postedby", "post", "news", "culture",
))  # fmt: skip
AGENCIES = frozenset((
    "afp", "ap", "apa", "ansa", "anadolu", "dpa", "efe", "epd", "ians", "interfax", "kna",
    "lusa", "pap", "pti", "reuters", "rnd", "sda", "sid", "tass", "tt", "ukrinform", "upi",
))  # fmt: skip
# Words of functions and places, not of names.
_OF = frozenset(("of", "at", "in", "for", "the", "bei", "für", "im", "am", "aus", "from"))
_NO_NAMES = frozenset((
    "more", "all", "articles", "posts", "view", "author", "autor", "über", "about", "see",
))  # fmt: skip
_LONGEST = 80
_SCHEME = 12


def names_in(text: str) -> list[str]:
    """The names in words that hold little else: told apart, without "by", functions and places."""
    if "://" in text[:_SCHEME]:
        return []
    text = _ASIDE.sub(" ", text[:2_000])
    text = _SURE.sub("", text.strip(" ,;|:")).strip(" ,;|:-–—")
    begun = _BEGUN.match(text)
    following = text[begun.end() :].split()[:2] if begun else []
    if begun and len(following) == 2 and all(word[:1].isupper() for word in following):
        text = text[begun.end() :]
    names = [name for part in _JOINTS.split(text) if part for name in _listed(part)]
    cleaned = (_without_function(_SURE.sub("", name).strip(" ,;|:-–—*")) for name in names)
    return [name for name in cleaned if is_name(name)]


def cut(text: str) -> str:
    """The names of a byline, without the word before them and what follows: a date, a place."""
    text = _BEGUN.sub("", _SURE.sub("", text))
    stop = _STOP.search(text)
    return text[: stop.start()] if stop and stop.start() > 2 else text


def said_in(line: str) -> str:
    """What a line says to be its author: behind "by" at its beginning or behind a date in it."""
    for pattern in (_SURE, _BEGUN):
        if match := pattern.match(line):
            return cut(line[match.end() :])
    match = _THEN_BY.search(line)
    return cut(match[1]) if match else ""


def is_name(text: str) -> bool:
    """Whether words may be the name of somebody."""
    if not 1 < len(text) <= _LONGEST or len(text.split()) > 8 or key(text) in _NOBODY:
        return False
    if LABEL.fullmatch(text) or not _OF.isdisjoint(text.split()[1:]):
        return False
    return _WORD.search(text) is not None and _BAD.search(text) is None


def looks_like_name(text: str) -> bool:
    """Whether words are written like a name: few, and with capitals where the script has them."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 60 or not is_name(text):
        return False
    if words_of(text) & _NO_NAMES:
        return False
    if len(words) == 1:
        return len(text) > 2 and not month(text) and text.lower() not in _JOBS
    return not _DIGIT.search(text) and not words[0].lstrip("'\"«„“(")[:1].islower()


def _listed(part: str) -> list[str]:
    """The names that commas set apart: not the places, degrees and functions among them.

    "Ann Lee, Bo Ek" are two and "Ann Lee, dpa" too; "Ann Lee, London" is one and so is
    "Reuters, London".
    """
    pieces = [piece for piece in _COMMA.split(part) if piece]
    if len(pieces) < 2:
        return pieces
    if " " not in pieces[0] and pieces[0].isascii() and key(pieces[0]) not in AGENCIES:
        is_list = all(" " in piece or piece.islower() for piece in pieces)
        return pieces if is_list else [part]
    return [
        piece
        for number, piece in enumerate(pieces)
        if number == 0 or " " in piece or not piece.isascii() or key(piece) in AGENCIES
    ]


def _without_function(name: str) -> str:
    words = name.split()
    for number, word in enumerate(words[1:], 1):
        bare = word.strip(",.")
        if (number > 1 and bare.lower() in _JOBS) or (len(bare) > 3 and month(bare)):
            return " ".join(words[:number]).rstrip(" ,-–—")
    return name
