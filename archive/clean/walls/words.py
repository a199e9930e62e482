"""Words compared: without case and punctuation, whole titles against whole phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from archive.clean.walls import phrases
from archive.patterns import late

_APOSTROPHES = late(r"['’ʼ`]")
_OTHER = late(r"[\W_]+")
_PARTS = late(r"\s+[|·•–—»«:›~-]+\s+|\s*[|｜]\s*|\s+::\s+")
_HAN = late(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DIGITS = late(r"\d")
_NAME_WORDS = 3
"""A site's name beside a phrase in a title has at most so many words, unless the host bears it."""
_NEAR_WORDS = 7
_SHORT_NAME = 3
"""Names of so few letters are found in any text."""


def plain(text: str) -> str:
    """The words of a text in lower case, one space between them.

    Apostrophes and the dot that lower-cased Turkish ``İ`` leaves go.
    """
    text = _APOSTROPHES.sub("", text.casefold().replace("\u0307", ""))
    return _OTHER.sub(" ", text).strip()


def count(text: str) -> int:
    """How many words a text has; two characters make one where no spaces are written."""
    return len(text.split()) + len(_HAN.findall(text)) // 2


def lasting(text: str) -> list[str]:
    """The words of a text that do not change from answer to answer: those without a digit."""
    return [word for word in plain(text).split() if not _DIGITS.search(word)]


def core(text: str) -> str:
    """The plain words of a title or heading without the noise at its ends; ``404`` for a code."""
    words = whole = plain(text[:300]).split()
    noise = _noise()
    while words and words[0] in noise:
        words = words[1:]
    while words and words[-1] in noise:
        words = words[:-1]
    return " ".join(words) or ("404" if "404" in whole else " ".join(whole))


def parts(title: str) -> list[str]:
    """What stands between the separators of a title."""
    return [part for part in _PARTS.split(title) if part.strip()]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases of one kind, ready to be compared.

    Attributes:
        whole: the phrases as ``plain`` has them.
    """

    whole: frozenset[str]

    def says(self, text: str) -> bool:
        """Whether a text is one of the phrases, noise such as ``Error 404`` at its ends aside."""
        return core(text) in self.whole

    def is_among(self, cores: Iterable[str]) -> bool:
        """Whether one of some texts, as ``core`` has them, is one of the phrases."""
        return not self.whole.isdisjoint(cores)

    def nears(self, text: str) -> bool:
        """Whether a short text is one of the phrases, or begins or ends with one of several words.

        For pages so bare that a headline of news is not to be expected there.
        """
        words = core(text).split()
        if " ".join(words) in self.whole:
            return True
        if not 2 < len(words) <= _NEAR_WORDS:
            return False
        ends = [cut for size in range(2, len(words)) for cut in (words[:size], words[-size:])]
        return any(" ".join(cut) in self.whole for cut in ends)

    def fills(self, title: str, names: Iterable[str]) -> bool:
        """Whether a title is one of the phrases with nothing but the name of the site beside it.

        Args:
            title: as the page has it.
            names: what the site is called, its host among them.
        """
        if self.says(title):
            return True
        found = parts(title)
        if not any(map(self.says, found)):
            return False
        known = keys(names)
        return all(
            self.says(part) or len(part.split()) <= _NAME_WORDS or is_like(part, known)
            for part in found
        )


@cache
def vocabulary(name: str) -> Vocabulary:
    """The phrases of ``archive.clean.walls.phrases`` under a name."""
    return Vocabulary(frozenset(core(text) for text in getattr(phrases, name)) - {""})


@cache
def stems(name: str) -> re.Pattern[str]:
    """A pattern that finds any word beginning with one of the phrases under a name."""
    found = sorted({plain(text) for text in getattr(phrases, name)}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})")


def is_code(title: str) -> bool:
    """Whether a title is a status such as ``404`` or ``Error 404`` and no more."""
    return core(title) == "404"


def host_of(url: str) -> str:
    """The host of a URL, empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def path_of(url: str) -> str:
    """The path and query of a URL in lower case, empty where it cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}".lower()


@cache
def _noise() -> frozenset[str]:
    return frozenset(plain(word) for word in phrases.NOISE)


def keys(names: Iterable[str]) -> list[str]:
    """Names without spaces and punctuation, as ``is_like`` wants them."""
    return [key for name in names if len(key := plain(name).replace(" ", "")) > _SHORT_NAME]


def is_like(text: str, known: Sequence[str]) -> bool:
    """Whether a text is a name that is known, or has one in it, or is a part of one."""
    key = plain(text).replace(" ", "")
    return len(key) > _SHORT_NAME and any(key in name or name in key for name in known)
