"""How a source does, judged from its own record and what is expected of it. Pure.

Rules stand in the order of how much they say: a site that moved is silent, too. Each leaves one
line of evidence and the next step. Where the record is too short to tell, a source is ``ok``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from archive.health import reaching, rhythm
from archive.health.history import History, Run, is_bad
from archive.health.lengths import lengths_of, shortfall
from archive.health.plan import Plan
from archive.health.rhythm import days_of
from archive.health.states import Judgement, State
from archive.health.wording import counted, day, minute, span

_DAY = timedelta(days=1)
_STALLED = timedelta(hours=6)
"""So long nothing was captured of a crawl that has not ended: it was killed, or hangs."""
_UNPLANNED = 2 * _DAY
_LATE = 2
_SLACK = timedelta(hours=1)
_GAPS = 20
_REGULAR = 0.9
_REDESIGNED = timedelta(days=90)
_WINDOWS = 26
_KEPT = 0.9


@dataclass(frozen=True, slots=True)
class Case:
    """A source that is judged.

    Attributes:
        history: what there is of it.
        now: the time.
        before: the state it was in.
        days: when its texts were published.
        until: when a crawl last brought anything.
    """

    history: History
    now: datetime
    before: State | None
    days: list[datetime]
    until: datetime | None

    @property
    def plan(self) -> Plan:
        """What is meant to be done with it."""
        return self.history.plan or Plan()


def judged(history: History, now: datetime, before: State | None = None) -> Judgement:
    """How a source does.

    Args:
        history: what the archive has of it.
        now: the time.
        before: the state it was in when it was last judged: one that was thin has to recover.
    """
    days = days_of(history.texts, history.first_run)
    case = Case(history, now, before, days, history.last_good)
    failures = _failures(history)
    if not history.runs:
        words = f"there is a source file, and no crawl of {history.name} has begun"
        return Judgement("never crawled", words, f"greffe crawl {history.name}")
    for rule in _RULES:
        if found := rule(case):
            return replace(found, failures=failures)
    return Judgement("ok", _fine(case), failures=failures)


def retired(history: History) -> Judgement:
    """Of a source that no file names any more, or that is disabled there."""
    if not history.runs:
        return Judgement("retired", "never crawled: what there is of it was imported")
    words = f"no enabled source file names it; last crawled {day(history.runs[0].began)}"
    return Judgement("retired", words)


def late_after(history: History) -> timedelta:
    """How long after a crawl began the next one is late.

    Twice the interval that is planned, or that nine of ten of its last crawls kept, whichever is
    longer, and an hour. Before there are three crawls, two days at least.
    """
    began = sorted(run.began for run in history.runs[: _GAPS + 1])
    gaps = sorted(b - a for a, b in pairwise(began))
    planned = history.plan.interval if history.plan and history.plan.interval else timedelta(0)
    if len(gaps) < 2:
        return max(planned * _LATE + _SLACK, _UNPLANNED)
    own = gaps[round(_REGULAR * (len(gaps) - 1))]
    return max(planned, own) * _LATE + _SLACK


def _failures(history: History) -> int:
    ended = [run for run in history.runs if run.outcome is not None]
    return next((n for n, run in enumerate(ended) if not is_bad(run)), len(ended))


def _reached(case: Case) -> Judgement | None:
    return reaching.gone(case.history, case.now) or reaching.moved(case.history)


def _crawled(case: Case) -> Judgement | None:
    """Blocked or failing, by the last crawl that ended; killed, by one that did not."""
    history = case.history
    last = history.runs[0]
    moved_on = max(filter(None, (last.began, history.last_capture)))
    if last.ended is None and case.now - moved_on > _STALLED:
        words = (
            f"the crawl begun {minute(last.began)} has not ended, and nothing came since "
            f"{minute(moved_on)}: it was killed, or hangs"
        )
        return Judgement("failing", words, f"greffe crawl {history.name} goes on with it")
    ended = next((run for run in history.runs if run.outcome is not None), None)
    if ended is None or not is_bad(ended):
        return reaching.missing(history)
    times = _failures(history)
    often = f"the last {times:,} crawls" if times > 1 else "the last crawl"
    since = f"since {minute(_first_bad(history).began)}" if times > 1 else minute(ended.began)
    if ended.outcome == "blocked" or ended.blocked > ended.troubles:
        kinds = ", ".join(history.walls)
        shown = f" ({kinds})" if kinds else ""
        met = f"block pages{shown}, the last one: {_blocks(ended)}"
        if times == 1:
            met = f"{_blocks(ended)}{shown}"
        words = f"{often}, {since}, met {met}; {_last_good(case)}"
        step = f"greffe source check {history.name} --live; if it lasts, ask the site's owner"
        return Judgement("blocked", words, step)
    why = ended.reason or reaching.why_unanswered(history) or _counts(ended)
    words = f"{often}, {since}: {ended.outcome}, {why}; {_last_good(case)}"
    return Judgement("failing", words, f"greffe source check {history.name} --live")


def _first_bad(history: History) -> Run:
    ended = [run for run in history.runs if run.outcome is not None]
    return ended[_failures(history) - 1]


def _blocks(run: Run) -> str:
    answers = run.good + run.blocked + run.troubles
    return f"{counted(run.blocked, 'block page')} in {counted(answers, 'answer')}"


def _counts(run: Run) -> str:
    return f"{counted(run.troubles, 'error')} and {counted(run.good, 'answer')}"


def _last_good(case: Case) -> str:
    good = case.until
    return f"last answered well {day(good)}" if good else "no crawl was answered well so far"


def _laid_out_anew(case: Case) -> Judgement | None:
    history = case.history
    found = [one for one in history.redesigns if case.now - one.first < _REDESIGNED]
    name = history.name
    step = f"greffe source check {name} --live; compare a page before and after in greffe serve"
    for redesign in sorted(found, key=lambda one: one.first):
        lengths = lengths_of(history.texts, history.empty, redesign.first)
        if lengths and (lengths.shortened or lengths.emptied):
            words = f"{redesign.host} was redesigned, first seen {day(redesign.first)}; "
            return Judgement("layout changed", words + lengths.words, step)
        is_silent = _silent(case)
        last = case.days[-1] if case.days else None
        if is_silent and last and abs(last - redesign.first) < 7 * _DAY:
            words = f"{redesign.host} was redesigned, first seen {day(redesign.first)}; "
            return Judgement("layout changed", words + is_silent.evidence, step)
    lengths = lengths_of(history.texts, history.empty)
    if lengths and lengths.emptied:
        return Judgement("layout changed", lengths.words, step)
    return None


def _silent(case: Case) -> Judgement | None:
    """Nothing new for longer than is usual, up to the last crawl that was answered."""
    history, until = case.history, case.until
    step = f"greffe source check {history.name} --live"
    if until is None:
        return None
    if not case.days and not history.texts:
        crawls = sum(1 for run in history.runs if run.good)
        often = counted(crawls, "crawl") if crawls < 100 else "all crawls"
        return Judgement("silent", f"no text in {often} since {day(_first(history))}", step)
    if not case.days:
        return None
    rate = case.plan.expected.articles
    pause = rhythm.pause(case.days, until, rate.span if rate else None)
    last = max((one for one in case.days if one <= until), default=case.days[-1])
    silence = until - last
    if pause.bound is None or silence <= pause.bound:
        return None
    words = f"nothing new since {day(last)}, {span(silence)} up to the crawl of {day(until)}"
    if rate:
        words += f"; expected: {rate.words}"
    if pause.usual is not None:
        words += f"; its pauses are {span(pause.usual)} at most as a rule"
    if pause.season:
        words += f", {span(pause.season)} at this time of year"
    return Judgement("silent", words, step)


def _first(history: History) -> datetime:
    return history.first_run or history.runs[-1].began


def is_late(history: History, now: datetime) -> bool:
    """Whether no crawl of a source has begun for longer than it should, whatever else is so."""
    if not history.runs:
        return True
    latest = max(filter(None, (history.runs[0].began, history.runs[0].ended)))
    return now - latest > late_after(history)


def _late(case: Case) -> Judgement | None:
    history = case.history
    last = history.runs[0]
    if last.ended is None or not is_late(history, case.now):
        return None
    waited = case.now - max(last.began, last.ended)
    planned = case.plan.interval
    usual = f"planned at least every {span(planned)}" if planned else "by how often it was so far"
    words = f"no crawl has begun since {minute(last.began)}, {span(waited)} ago; {usual}"
    step = f"greffe crawl {history.name}; look at what runs it: crontab -l, systemctl list-timers"
    return Judgement("late", words, step)


def _thin(case: Case) -> Judgement | None:
    if case.until is None or not case.days:
        return None
    step = f"greffe source check {case.history.name} --live"
    if words := _too_few(case, case.until) or shortfall(case.history.texts, case.plan.expected):
        return Judgement("thin", words, step)
    lengths = lengths_of(case.history.texts, case.history.empty)
    if lengths and lengths.short:
        return Judgement("thin", lengths.words, step)
    return None


def _too_few(case: Case, until: datetime) -> str:
    rate = case.plan.expected.articles
    if rate:
        now, *before = rhythm.windows(case.days, until, rate.span, _WINDOWS)
        kept = sum(1 for number in before if number >= rate.count)
        # One that never kept to it is as it always was; nor is one judged before its time is over.
        is_known = until - case.days[0] >= rate.span
        if 0 < now < rate.count and is_known and kept >= _KEPT * len(before):
            past = f", as {kept:,} of {len(before):,} such spans before had" if before else ""
            return (
                f"{now:,} new in {span(rate.span)} up to the crawl of {day(until)}; "
                f"expected: {rate.words}{past}"
            )
    flow = rhythm.flow(case.days, until)
    if rhythm.is_thin(flow, case.days, until, was_thin=case.before == "thin"):
        return (
            f"{flow.now:,} new in the 28 days up to the crawl of {day(until)}; usual are "
            f"{flow.usual:,.0f}, and {flow.least:,} at least in {flow.windows:,} such spans before"
        )
    return ""


def _fine(case: Case) -> str:
    if not case.days or case.until is None:
        return f"{counted(len(case.history.texts), 'text')} so far; too few to know its rhythm"
    week = rhythm.weekly(case.days, case.until, 1)[0]
    last = max((one for one in case.days if one <= case.until), default=case.days[0])
    return f"{week:,} new in the last week, the last of {day(last)}"


_RULES: tuple[Callable[[Case], Judgement | None], ...] = (
    _reached, _crawled, _laid_out_anew, _late, _silent, _thin,
)  # fmt: skip
