"""Which two texts of a page are compared: by number, by time, or by their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from archive.archive import READABLE, Archive
from archive.errors import BadInput, NotFound
from archive.history.observations import observations
from archive.store.texts import Version, by_id
from archive.translation import _, n_
from archive.urls import parsed_time

NAMES = ("first", "last", "previous")
_NUMBER = re.compile(r"v(\d+)|(\d{1,3})", re.IGNORECASE)
_HOW = "write first, last, previous, a number such as 3, or a time such as 2025-03-14"


@dataclass(frozen=True, slots=True)
class Shown:
    """A text, and the capture that showed it.

    Attributes:
        captured: when that was made.
        version: the text.
        number: which of the page's different texts it is, in the order they were first seen, from
            1.
        count: how many there are.
    """

    captured: datetime
    version: Version
    number: int
    count: int


def chosen(
    archive: Archive, url: str, old: str | None = None, new: str | None = None
) -> tuple[Shown, Shown]:
    """The two texts that a person names.

    Args:
        archive: where they are.
        url: of the page.
        old: ``first``, ``last``, ``previous`` (the text that the other one took the place of), a
            number (``3``, ``v3``) or a time, of which the nearest capture is meant; the previous
            text if not given.
        new: the same; the last text if not given.

    Raises:
        NotFound: there is no such text.
        BadInput: that is no way to name one.
    """
    texts = _Texts(archive, url)
    if old is None and new is None and len(texts.turns) < 2:
        raise NotFound(_("the archive has one text of {url}: nothing to compare", url=url))
    after = texts.named(new or "last", before=None)
    return texts.named(old or "previous", before=after), after


_Turn = tuple[datetime, int]
"""When a text took the place of another, and the number of its version."""


class _Texts:
    """The texts of a page as captures showed them."""

    def __init__(self, archive: Archive, url: str) -> None:
        self._archive, self._url = archive, url
        seen = [(o.capture.time, o.version) for o in observations(archive, url) if o.version]
        if not seen:
            raise NotFound(_("the archive has no text of {url}: nothing to compare", url=url))
        self._order = list(dict.fromkeys(version.id for _, version in seen))
        runs = [list(run) for _, run in groupby(seen, key=lambda one: one[1].id)]
        self.turns: Sequence[_Turn] = [(run[0][0], run[0][1].id) for run in runs]
        """Each text whenever it took the place of another."""

    def _shown(self, turn: _Turn) -> Shown:
        captured, number = turn
        version = by_id(self._archive.connection, number)
        if version is None:
            raise NotFound(_("the archive has no text of {url}: nothing to compare", url=self._url))
        return Shown(captured, version, self._order.index(number) + 1, len(self._order))

    def named(self, name: str, before: Shown | None) -> Shown:
        word = name.strip().lower()
        if word == "first":
            return self._shown(self.turns[0])
        if word == "last":
            return self._shown(self.turns[-1])
        if word == "previous":
            return self._previous(before.captured if before else self.turns[-1][0])
        if match := _NUMBER.fullmatch(word):
            return self._numbered(int(match[1] or match[2]))
        time = parsed_time(name)
        if time is None:
            raise BadInput(_("{typed} names no text; {how}", typed=repr(name), how=_(_HOW)))
        return self._at(time)

    def _previous(self, after: datetime) -> Shown:
        # Of a text that came back, what it took the place of when it did.
        begun = [turn for turn in self.turns if turn[0] <= after]
        if len(begun) < 2:
            raise NotFound(
                _("no text of {url} comes before the one that is to be compared", url=self._url)
            )
        return self._shown(begun[-2])

    def _numbered(self, number: int) -> Shown:
        if 0 < number <= len(self._order):
            wanted = self._order[number - 1]
            return self._shown(next(turn for turn in self.turns if turn[1] == wanted))
        count = len(self._order)
        raise NotFound(
            n_(
                "the archive has one text, number 1 of {url}: there is no number {number}",
                "the archive has {n} different texts, 1 to {n} of {url}: "
                "there is no number {number}",
                count,
                url=self._url,
                number=number,
            )
        )

    def _at(self, time: datetime) -> Shown:
        capture = self._archive.capture(self._url, time, outcomes=READABLE)
        version = self._archive.version_of(capture) if capture else None
        if capture is None or version is None:
            raise NotFound(_("the archive has no text of {url}: nothing to compare", url=self._url))
        return self._shown((capture.time, version.id))
