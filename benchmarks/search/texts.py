"""Texts that look like real ones to an index: Markov chains over real text, and a long tail.

A chain goes on with a stretch of some words, and from its last word with what follows that word
somewhere else. Names and numbers, some of them in thousands of texts and most in one, are strewn
in, as no real text is without.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHARES = {"en": 40, "de": 20, "fr": 10, "ru": 10, "tr": 6, "az": 5, "hy": 5, "ka": 4}
"""Languages of the texts in hundredths, as far as there is real text of them."""
INSTEAD = {"az": "es", "hy": "pl", "ka": "ko"}
"""What stands for a language of which there is none: about as strange to an analyser."""
_LEAST = 5_000
"""Characters of a language below which no chain is made of it."""
_MEAN = 2_000
_SPREAD = 0.7
_PARAGRAPH = 70
_TAIL = 45
"""One word in so many is a name or a number."""
_SYLLABLES = re.findall(
    r"\w+",
    "ka ro vi len dar mo sha ti gor bel an ur es ko ma ni del par su vo ha ri jan ter lo fe zi "
    "bra kel no dra sto mi lu pe gan ves ol ay eri tan wo sem qui rad ul cha ni por zal ghe ivo",
)


@dataclass(frozen=True, slots=True)
class Text:
    """An invented text.

    Attributes:
        title, summary: of it.
        blocks: its paragraphs.
        authors: names.
        language: ISO 639-1.
    """

    title: str
    summary: str
    blocks: tuple[str, ...]
    authors: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """As ``archive.clean.Article.text`` joins it."""
        return "\n\n".join(self.blocks)


class Chain:
    """Words of a language, and where each of them stands."""

    def __init__(self, paragraphs: list[str]) -> None:
        self._words = [word for paragraph in paragraphs for word in paragraph.split()]
        self._words.append(self._words[0])
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._words[:-1]):
            self._places.setdefault(word, []).append(place + 1)

    def words(self, count: int, chosen: random.Random) -> list[str]:
        """So many words that follow one another."""
        found: list[str] = []
        words, places, drawn = self._words, self._places, chosen.random
        last = len(words) - 8
        place = int(drawn() * last)
        while len(found) < count:
            length = 2 + int(drawn() * 5)
            found += words[place : place + length]
            follow = places[found[-1]]
            place = follow[int(drawn() * len(follow))] if drawn() > 0.02 else int(drawn() * last)
        return found[:count]


class Writer:
    """Writes texts, the same ones for the same number.

    Attributes:
        shares: languages and their shares.
        missing: languages of which there was no text, and what stands for them.
    """

    def __init__(self, corpora: Path) -> None:
        found = _paragraphs(corpora)
        self.missing: dict[str, str] = {}
        self.shares: dict[str, int] = {}
        for language, share in SHARES.items():
            there = language
            if sum(map(len, found.get(language, []))) < _LEAST:
                there = self.missing[language] = INSTEAD[language]
            self.shares[there] = self.shares.get(there, 0) + share
        self._chains = {language: Chain(found[language]) for language in self.shares}

    def text(self, language: str, chosen: random.Random) -> Text:
        """A text of a language."""
        size = min(20_000.0, max(150.0, chosen.lognormvariate(_LOCATION, _SPREAD)))
        words = self._words(language, int(size / 6.4) + 8, chosen)
        head = 5 + int(chosen.random() * 6)
        start = int(chosen.random() * 12)
        title = " ".join(words[start : start + head]).strip(".,;:")
        summary = " ".join(words[start + head : start + head + 25]) if chosen.random() < 0.6 else ""
        count = 1 if chosen.random() < 0.5 else 2
        authors = tuple(f"{_name(chosen)} {_name(chosen)}" for _ in range(count))
        named = authors if chosen.random() < 0.6 else ()
        return Text(title, summary, tuple(_cut(words)), named, language)

    def edited(self, text: Text, chosen: random.Random) -> Text:
        """The same with one other paragraph."""
        blocks = list(text.blocks)
        place = int(chosen.random() * len(blocks))
        blocks[place] = " ".join(self._words(text.language, _PARAGRAPH, chosen))
        return Text(text.title, text.summary, tuple(blocks), text.authors, text.language)

    def _words(self, language: str, count: int, chosen: random.Random) -> list[str]:
        words = self._chains[language].words(count, chosen)
        for _ in range(1 + count // _TAIL):
            words[int(chosen.random() * count)] = _tail(chosen)
        return words


_LOCATION = math.log(_MEAN) - _SPREAD**2 / 2


def _paragraphs(corpora: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (corpora / "extraction" / "pages.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            if page["lang"] and page["gold_text"]:
                found.setdefault(page["lang"], []).append(page["gold_text"])
    for path in sorted((corpora / "web" / "coe").rglob("*.txt")):
        language = "fr" if path.stem.endswith("_FRE") else "en"
        found.setdefault(language, []).append(path.read_text("utf-8", "replace")[:60_000])
    return found


def _cut(words: list[str]) -> Iterator[str]:
    for start in range(0, len(words), _PARAGRAPH):
        yield " ".join(words[start : start + _PARAGRAPH])


def _tail(chosen: random.Random) -> str:
    drawn = chosen.random()
    if drawn < 0.6:
        return _name(chosen)
    if drawn < 0.8:
        return str(int(chosen.paretovariate(0.6)))
    if drawn < 0.9:
        return str(1950 + int(chosen.random() * 76))
    return f"{int(chosen.random() * 90_000)}/{int(chosen.random() * 26):02}"


def _name(chosen: random.Random) -> str:
    return name_of(min(int(chosen.paretovariate(0.5)), 10**12))


def name_of(rank: int) -> str:
    """A name that no other rank has, or few."""
    parts = []
    rank += len(_SYLLABLES)
    while rank:
        rank, part = divmod(rank, len(_SYLLABLES))
        parts.append(_SYLLABLES[part])
    return "".join(parts).capitalize()
