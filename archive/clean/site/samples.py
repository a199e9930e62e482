"""What is kept of one page for the model of its site: numbers that stand for its blocks."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from archive.clean.site.places import Plan, number_of
from archive.clean.sketch import Sketch, key_of
from archive.urls import urlkey

_FROM_EITHER_END = 256
_LINKED = 0.8
_UNIT = 8
_MOST_UNITS = 255
_SHORT = 80
_NAMING = 3
_NUMBERS = re.compile(r"\d+")
_PERIOD = 7_889_238
_ODD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
# What names a language or another view in an address: the article behind it is the same.
_LANGUAGE = re.compile(r"^(?:(?:lang|language|locale|hl|l)=)?[a-z]{2}(?:[-_][a-z]{2})?$")
_VIEW = re.compile(
    r"^(?:(?:print|printable|printview|amp|mobile)(?:=.*)?|(?:view|format|output|tmpl|outputtype)="
    r"(?:print|printable|amp|component|mobile)|(?:utm_[a-z]+|fbclid|gclid|ref|share|replytocom)=.*)$"
)


class Mark(NamedTuple):
    """One block of a page, in numbers.

    Attributes:
        number: of the leaf.
        key: 64 bits that stand for its words.
        place: 32 bits that stand for where it is; the lowest is set where it is all links.
        units: its length in eights of characters, from 1 to 255.
        pair: 64 bits that stand for these words at this place.
    """

    number: int
    key: int
    place: int
    units: int
    pair: int


@dataclass(frozen=True, slots=True)
class Sample:
    """What a model keeps of one page.

    Attributes:
        page: 64 bits that stand for its URL.
        article: the same, whatever the language or the view that the URL names.
        when: seconds since 1970 (UTC) of the capture; 0 where it is not known.
        last: the same of the last one that had the same slot.
        skeleton: the boxes it is built of.
        keys, places, units: of its blocks, as in ``Mark``, each only once, in page order.
    """

    page: int
    article: int
    when: int
    last: int
    skeleton: tuple[int, ...]
    keys: array[int]
    places: array[int]
    units: bytes

    @property
    def period(self) -> int:
        """The quarter of a year in which it was captured."""
        return self.when // _PERIOD

    @property
    def slot(self) -> tuple[int, int]:
        """Of the samples that have the same slot a model keeps the first one.

        One page has one for each quarter, and another when it is built of other boxes: its
        smallest number changes then (a minimum of hashes agrees as often as two sets are alike).
        """
        built = self.skeleton[0] if self.skeleton else 0
        return self.period, _mixed(self.page ^ _mixed(self.period << 32 | built))

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts samples by time, and always in the same way."""
        return self.when, self.page, self.digest

    @property
    def digest(self) -> int:
        """64 bits that stand for what it is built of and says."""
        both = _mixed(sum(self.keys)) + _mixed(sum(self.places)) + sum(self.skeleton)
        return _mixed(both + sum(self.units))


def _mixed(number: int) -> int:
    """64 bits, each of which depends on all of a number (the finalizer of SplitMix64)."""
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _MASK
    return number ^ number >> 31


def is_link(mark: Mark) -> bool:
    """Whether nearly all of a block is links."""
    return bool(mark.place & 1)


def pair_of(key: int, place: int) -> int:
    """64 bits that stand for certain words at a certain place."""
    return key ^ (place * _ODD & _MASK)


def marks(sketch: Sketch, plan: Plan) -> Iterator[Mark]:
    """The blocks of a page in numbers; those without a letter or digit are left out."""
    for leaf in sketch.leaves:
        text = leaf.text
        # What repeats is short, mostly, and looked at on every page.
        key = _known_key(text) if len(text) <= _SHORT else _key(text)
        if key:
            is_linked = leaf.linked >= _LINKED * len(text)
            place = plan.place(leaf.box) & ~1 | is_linked
            units = min(_MOST_UNITS, 1 + len(text) // _UNIT)
            yield Mark(leaf.number, key, place, units, pair_of(key, place))


def _key(text: str) -> int:
    """64 bits for what makes a block the same on two pages; 0 if there is no letter or digit.

    Small numbers count things (comments, minutes) and are all the same; of three digits or more
    they name things (cases, years, amounts) and are not, but for the year of a copyright.
    """
    words = key_of(text)
    if "0" in words and "©" not in text and sum(map(str.isdigit, text)) >= _NAMING:
        words += " " + " ".join(_NUMBERS.findall(text))
    return number_of(words) if words else 0


_known_key = lru_cache(maxsize=16384)(_key)


def sampled(sketch: Sketch, url: str, when: datetime | None = None) -> Sample:
    """What a model keeps of a page: of its blocks the first and the last 256.

    Args:
        sketch: the page.
        url: where it came from.
        when: it was captured; ``None`` if that is not known.
    """
    found: dict[int, Mark] = {}
    plan = Plan(sketch)
    for mark in marks(sketch, plan):
        found.setdefault(mark.pair, mark)
    blocks = list(found.values())
    if len(blocks) > 2 * _FROM_EITHER_END:
        blocks = blocks[:_FROM_EITHER_END] + blocks[-_FROM_EITHER_END:]
    key = urlkey(url)
    moment = max(0, int(when.timestamp())) if when else 0
    return Sample(
        page=number_of(key),
        article=number_of(article_of(key)),
        when=moment,
        last=moment,
        skeleton=plan.skeleton,
        keys=array("Q", (mark.key for mark in blocks)),
        places=array("I", (mark.place for mark in blocks)),
        units=bytes(mark.units for mark in blocks),
    )


def article_of(key: str) -> str:
    """The key of a URL (SURT) without what names a language, a print view or where one came from.

    Translations and print views of an article mostly differ in nothing else.
    """
    head, _, query = key.partition("?")
    host, _, path = head.partition(")")
    segments = [part for part in path.split("/") if not _is_view(part)]
    values = [part for part in query.split("&") if part and not _is_view(part)]
    return f"{host})/{'/'.join(segments[1:])}?{'&'.join(values)}"


def _is_view(part: str) -> bool:
    return bool(_LANGUAGE.match(part) or _VIEW.match(part))
