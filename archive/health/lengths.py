"""How long texts are, and in which languages: the last ones against those before them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from archive.health.expectations import Expectations
from archive.health.history import Text
from archive.health.wording import day
from archive.translation import N_, _, n_
from archive.translation.speaking import forms

_LATELY = 10
_FEWEST = 5
_BEFORE = 20
"""Texts before the last ones by which these are judged, at least."""
_SHORTER = 3
_REDESIGNED = 2
_EMPTY, _WAS_EMPTY = 0.3, 0.1


@dataclass(frozen=True, slots=True)
class Lengths:
    """Numbers of words of texts: the last ones, and those before.

    Attributes:
        lately, before: numbers of words, each sorted.
        since: when the first of the last ones was seen.
        empty: pages without any text that came since then, or within the same time.
        was_empty: such pages before.
    """

    lately: tuple[int, ...]
    before: tuple[int, ...]
    since: datetime
    empty: int = 0
    was_empty: int = 0

    @property
    def short(self) -> bool:
        """Whether the last are a third as long as nine of ten of those before."""
        return self._are_below(_SHORTER)

    @property
    def shortened(self) -> bool:
        """Whether they are half as long, which is enough where there was a redesign."""
        return self._are_below(_REDESIGNED)

    @property
    def emptied(self) -> bool:
        """Whether many pages came without a text, as they did not before."""
        all_, all_before = self.empty + len(self.lately), self.was_empty + len(self.before)
        is_new = not all_before or self.was_empty / all_before < _WAS_EMPTY
        return self.empty >= _FEWEST and self.empty / all_ >= _EMPTY and is_new

    @property
    def words(self) -> str:
        """In a sentence."""
        number = forms().number
        if self.lately:
            told = n_(
                "the last {n} text since {day} has {words} words (median)",
                "the last {n} texts since {day} have {words} words (median)",
                len(self.lately), day=day(self.since), words=number(median(self.lately)),
            )  # fmt: skip
        else:
            told = _("no text since {day}", day=day(self.since))
        if self.before:
            told = n_(
                "{lately}, the {n} before them {words}", "{lately}, the {n} before them {words}",
                len(self.before), lately=told, words=number(median(self.before)),
            )  # fmt: skip
        if self.empty:
            told = n_(
                "{lengths}; {n} page came without a text",
                "{lengths}; {n} pages came without a text", self.empty, lengths=told,
            )  # fmt: skip
        return told

    def _are_below(self, times: int) -> bool:
        if len(self.lately) < _FEWEST or len(self.before) < _BEFORE:
            return False
        return median(self.lately) * times < self.before[len(self.before) // 10]


def lengths_of(
    texts: Sequence[Text], empty: Sequence[datetime], since: datetime | None = None
) -> Lengths | None:
    """The last texts, or those since a time, against those before; ``None`` without any."""
    known = [text for text in texts if text.words is not None]
    if since is None:
        since = known[-_LATELY:][0].seen if known else min(empty, default=None)
    if since is None:
        return None
    return Lengths(
        lately=tuple(sorted(text.words or 0 for text in known if text.seen >= since)),
        before=tuple(sorted(text.words or 0 for text in known if text.seen < since)),
        since=since,
        empty=sum(1 for time in empty if time >= since),
        was_empty=sum(1 for time in empty if time < since),
    )


def shortfall(texts: Sequence[Text], expected: Expectations) -> str:
    """What the last texts lack of what is expected of words and languages; empty if nothing.

    Where those before lacked it as well, it is how the source is, and not told.
    """
    known = [text for text in texts if text.words is not None]
    lately, before = known[-_LATELY:], known[:-_LATELY]
    if len(lately) < _FEWEST:
        return ""
    for message, is_met in (
        (_TOO_SHORT, lambda text: text.words >= expected.words),
        (
            _IN_OTHERS,
            lambda text: not expected.languages or text.language in expected.languages,
        ),
    ):
        met, was_met = (sum(map(is_met, some)) for some in (lately, before))
        if met * 2 < len(lately) and (was_met * 2 >= len(before) or len(before) < _BEFORE):
            return _(
                message, met=forms().number(met), number=forms().number(len(lately)),
                words=forms().number(expected.words), languages=_(" or ").join(expected.languages),
            )  # fmt: skip
    return ""


_TOO_SHORT = N_("only {met} of the last {number} texts have {words} words, as is expected")
_IN_OTHERS = N_("only {met} of the last {number} texts are in {languages}, as is expected")
