"""What a crawl learns of the shapes of a site's URLs, and which it sets aside for that."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive.store.frontier import Entry
from crawler.traps.forms import fault_of, list_of, year_of
from crawler.traps.novelty import Said
from crawler.traps.shapes import Shape, shapes_of

SET_ASIDE = "set aside: "
"""How reasons of entries begin that are not asked for because they look like a trap."""
_FEW, _MANY = 30, 60
"""URLs of a growing shape, and of another, that bring nothing before the rest are set aside."""
_SURE_OF_DATES = 5
"""URLs with a date that bring nothing before no other is asked for of a year without texts."""
_SEVERAL, _PATIENCE = 3, 3
"""Where a shape has brought several texts, the rest may bring nothing for so many times as long."""
_MOST = 200
"""URLs that were found on a page and are looked at."""
_FOUND = frozenset(("link", "listing", "redirect"))
"""Ways to a URL by which sites have no end of them; what a feed or a sitemap names is meant."""
_LEARNED = re.compile(r"of (?P<count>\d+) URLs like (?P<shape>\S+) none brought a new text")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a URL that was never asked for before.

    Attributes:
        text: in it; empty where it has none.
        is_new: whether it is something the archive has not had, as far as it can tell.
        revealed: URLs that were found on it and were not known.
        is_there: whether there was an answer that leads on. Dead links are common beside live ones
            and lead nowhere: nothing is set aside for them, but they bring nothing either.
    """

    text: str = ""
    is_new: bool = False
    revealed: Sequence[str] = ()
    is_there: bool = True


DEAD = Answer(is_there=False)
"""What came of a URL that is absent, or may not be asked for."""


_Names = tuple[str, ...]
"""The names of the shapes of a URL."""


@dataclass(slots=True)
class _Record:
    """What a crawl knows of a shape."""

    need: int  # URLs in a row that must bring nothing
    said: Said = field(default_factory=Said)
    asked: int = 0
    fruits: int = 0
    since: int = 0  # URLs asked for since the last that brought something, dead ones left out
    dead: int = 0  # those
    led: deque[frozenset[_Names]] = field(default_factory=lambda: deque(maxlen=_PATIENCE * _MANY))
    names: set[str] = field(default_factory=set)
    fruitful: set[frozenset[str]] = field(default_factory=set)

    @property
    def needed(self) -> int:
        """How many URLs in a row must bring nothing as it is now."""
        return self.need * (_PATIENCE if self.fruits >= _SEVERAL else 1)


class Detector:
    """Learns from the answers of a crawl which shapes of URLs are traps.

    Args:
        this_year: the year it is; calendars beyond the next one are set aside.
        first_year: the year of the source's oldest text, where it has enough of them to tell.
        reasons: those for which entries are set aside already.
    """

    def __init__(
        self, this_year: int, first_year: int | None = None, reasons: Iterable[str] = ()
    ) -> None:
        self._last_year, self._first_year = this_year + 1, first_year
        self._shapes: dict[str, _Record] = {}
        self._barren: dict[str, str] = {}
        self._sizes: dict[str, str] = {}
        for reason in reasons:
            if match := _LEARNED.search(reason):
                self._barren[match["shape"]] = reason.removeprefix(SET_ASIDE)

    def refusal(self, entry: Entry) -> str | None:
        """Why an entry that was never asked for is to be set aside; ``None`` if it is not."""
        if entry.kind != "page" or entry.how not in _FOUND:
            return None
        reason = fault_of(entry.url) or self._date(entry.url) or self._size(entry.url)
        reason = reason or self._learned(entry.url)
        return SET_ASIDE + reason if reason else None

    def asked(self, url: str) -> None:
        """A URL is asked for: of a list that comes in pages of several sizes, one is followed."""
        if (found := list_of(url)) is not None:
            self._sizes.setdefault(*found)

    def learn(self, entry: Entry, answer: Answer) -> bool:
        """Note what came of a URL that was never asked for before.

        Returns:
            Whether shapes are set aside now that were not.
        """
        if entry.kind != "page" or entry.how not in _FOUND:
            return False
        led = frozenset(
            tuple(shape.name for shape in shapes_of(url))
            for url in answer.revealed[:_MOST]
            if not fault_of(url)
        )
        before = len(self._barren)
        shapes = shapes_of(entry.url)
        for shape in shapes:
            self._note(shape, answer, led)
        for shape in shapes:
            self._judge(shape)
        return len(self._barren) > before

    def _note(self, shape: Shape, answer: Answer, led: frozenset[_Names]) -> None:
        record = self._shapes.get(shape.name)
        if record is None:
            record = self._shapes[shape.name] = _Record(_FEW if shape.is_growing else _MANY)
        record.asked += 1
        says_more = record.said.adds(answer.text) if answer.text else False
        if not answer.is_there:
            record.dead += 1
            return
        if answer.is_new and (says_more or not answer.text):
            record.fruits += 1
            record.since = record.dead = 0
            record.led.clear()
            record.names.clear()
            if shape.names is not None:
                record.fruitful.add(shape.names)
            return
        record.since += 1
        record.led.append(frozenset(names for names in led if shape.name not in names))
        record.names |= shape.names or frozenset()

    def _judge(self, shape: Shape) -> None:
        record = self._shapes[shape.name]
        if shape.name in self._barren or record.since < record.needed:
            return
        reached, open_ones = {shape.name}, [shape.name]
        while open_ones:
            name = open_ones.pop()
            for names in self._led_to(name):
                if any(one in self._barren or one in reached for one in names):
                    continue
                dry = {one for one in names if self._is_dry(one)}
                if not dry:
                    return  # it leads to what may bring something yet
                reached |= dry
                open_ones += dry
        count = self._shapes[shape.name].since
        self._barren[shape.name] = f"of {count} URLs like {shape.name} none brought a new text"

    def _led_to(self, name: str) -> set[_Names]:
        """The shapes of what the last URLs of a shape led to, those that are judged by."""
        record = self._shapes[name]
        last = list(record.led)[-record.needed :]
        return set().union(*last)

    def _is_dry(self, name: str) -> bool:
        """Whether enough URLs of a shape, one after another, brought nothing or were dead."""
        record = self._shapes.get(name)
        return record is not None and record.since + record.dead >= record.needed

    def _learned(self, url: str) -> str:
        for shape in shapes_of(url):
            reason = self._barren.get(shape.name)
            if reason is None:
                continue
            record = self._shapes.get(shape.name)
            if shape.names is None:
                return reason
            # Parameters that nobody has tried on this path may show something else.
            tried = record is not None and shape.names <= record.names
            if record and tried and shape.names not in record.fruitful:
                return reason
        return ""

    def _date(self, url: str) -> str:
        year, shapes = year_of(url), shapes_of(url)
        record = self._shapes.get(shapes[0].name) if shapes else None
        if year is None or record is None or record.fruits or record.asked < _SURE_OF_DATES:
            # Cases and topics are numbered like months: 2050/12.
            return ""
        if year > self._last_year:
            return f"a calendar that goes on to {year}"
        if self._first_year is not None and year < self._first_year - 1:
            return f"a calendar that goes back to {year}, the oldest text is of {self._first_year}"
        return ""

    def _size(self, url: str) -> str:
        found = list_of(url)
        followed = self._sizes.get(found[0]) if found else None
        if found is None or followed in (None, found[1]):
            return ""
        return f"a list that is followed in pages of another size ({followed})"
