"""How a language writes numbers, days and times of day: from its catalogue, like its words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from gettext import NullTranslations

from archive.translation.marking import NP_

MONTHS = (
    NP_("month", "January"), NP_("month", "February"), NP_("month", "March"),
    NP_("month", "April"), NP_("month", "May"), NP_("month", "June"), NP_("month", "July"),
    NP_("month", "August"), NP_("month", "September"), NP_("month", "October"),
    NP_("month", "November"), NP_("month", "December"),
)  # fmt: skip
"""As they stand within a date."""
SHORT_MONTHS = (
    NP_("head of a column", "Jan"), NP_("head of a column", "Feb"),
    NP_("head of a column", "Mar"), NP_("head of a column", "Apr"),
    NP_("head of a column", "May"), NP_("head of a column", "Jun"),
    NP_("head of a column", "Jul"), NP_("head of a column", "Aug"),
    NP_("head of a column", "Sep"), NP_("head of a column", "Oct"),
    NP_("head of a column", "Nov"), NP_("head of a column", "Dec"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Forms:
    """How a language writes numbers and times.

    Attributes:
        group, point: what stands between thousands, and before decimals.
        months, short_months: their names, from January.
        first: the first day of a month.
        dated, month, with_clock, hours, seconds: patterns: a day, a month of a year, a day with a
            time, the time of day to the minute and to the second.
        direction: in which it is written, ``ltr`` or ``rtl``.
        name: the language, as it calls itself.
    """

    group: str
    point: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    first: str
    dated: str
    month: str
    with_clock: str
    hours: str
    seconds: str
    direction: str
    name: str

    def number(self, number: float, decimals: int = 0) -> str:
        """``1,204`` or ``14.2``."""
        told = f"{number:,.{decimals}f}"
        if self.group == "," and self.point == ".":
            return told
        return told.translate({ord(","): self.group, ord("."): self.point})

    def day(self, time: date) -> str:
        """``14 March 2025``, of the time as it is given."""
        day = self.first if time.day == 1 else str(time.day)
        return self.dated.format(day=day, month=self.months[time.month - 1], year=time.year)

    def month_of(self, year: int, month: int) -> str:
        """``March 2025``."""
        return self.month.format(month=self.months[month - 1], year=year)

    def clock(self, time: datetime) -> str:
        """``14 March 2025, 10:32:05 UTC``."""
        time = time.astimezone(UTC)
        hours = self.seconds.format(h=f"{time:%H}", m=f"{time:%M}", s=f"{time:%S}")
        return self.with_clock.format(day=self.day(time), time=f"{hours} UTC")

    def minute(self, time: datetime, zone: str = "UTC") -> str:
        """``10:32 UTC``; without a zone only the hours and minutes, of the time as it is given."""
        hours = self.hours.format(h=f"{time:%H}", m=f"{time:%M}")
        return f"{hours} {zone}" if zone else hours

    def moment(self, time: datetime, zone: str) -> str:
        """``14 March 2025, 10:32 UTC``, of the time as it is given."""
        return self.with_clock.format(day=self.day(time), time=self.minute(time, zone))


def forms_of(words: NullTranslations) -> Forms:
    """The forms that a catalogue gives."""
    return Forms(
        group=words.pgettext("between thousands", ","),
        point=words.pgettext("before decimals", "."),
        months=tuple(words.pgettext("month", name) for name in MONTHS),
        short_months=tuple(words.pgettext("head of a column", name) for name in SHORT_MONTHS),
        first=words.pgettext("first day of a month", "1"),
        dated=words.pgettext("pattern of a day", "{day} {month} {year}"),
        month=words.pgettext("pattern of a month", "{month} {year}"),
        with_clock=words.pgettext("pattern of a day with a time", "{day}, {time}"),
        hours=words.pgettext("pattern of a time of day", "{h}:{m}"),
        seconds=words.pgettext("pattern of a time of day", "{h}:{m}:{s}"),
        direction=words.pgettext("direction of writing: ltr or rtl", "ltr"),
        name=words.pgettext("this language, as it calls itself", "English"),
    )
