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
from archive.health.expectations import Rate
from archive.health.history import History, Redesign, Run, is_bad
from archive.health.lengths import lengths_of, shortfall
from archive.health.plan import Plan
from archive.health.rhythm import days_of
from archive.health.states import Judgement, State
from archive.health.wording import OUTCOMES, WALLS, day, minute, span
from archive.translation import _, n_
from archive.translation.speaking import forms

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
        words = _(
            "there is a source file, and no crawl of {name} has begun", name=history.name
        )  # fmt: skip
        return Judgement("never crawled", words, f"greffe crawl {history.name}")
    for rule in _RULES:
        if found := rule(case):
            return replace(found, failures=failures)
    return Judgement("ok", _fine(case), failures=failures)


def retired(history: History) -> Judgement:
    """Of a source that no file names any more, or that is disabled there."""
    if not history.runs:
        return Judgement("retired", _("never crawled: what there is of it was imported"))
    last = day(history.runs[0].began)
    words = _("no enabled source file names it; last crawled {day}", day=last)
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
        words = _(
            "the crawl begun {began} has not ended, and nothing came since {last}: it was killed, "
            "or hangs",
            began=minute(last.began), last=minute(moved_on),
        )  # fmt: skip
        step = _("{command} goes on with it", command=f"greffe crawl {history.name}")
        return Judgement("failing", words, step)
    ended = next((run for run in history.runs if run.outcome is not None), None)
    if ended is None or not is_bad(ended):
        return reaching.missing(history)
    command = f"greffe source check {history.name} --live"
    if ended.outcome == "blocked" or ended.blocked > ended.troubles:
        step = _("{command}; if it lasts, ask the site's owner", command=command)
        return Judgement("blocked", _blocked(case, ended), step)
    return Judgement("failing", _failing(case, ended), command)


def _blocked(case: Case, ended: Run) -> str:
    times = _failures(case.history)
    kinds = ", ".join(map(WALLS.of, case.history.walls))
    parts = {
        "walls": f" ({kinds})" if kinds else "",
        "blocks": _blocks(ended),
        "since": minute(_first_bad(case.history).began),
        "last_good": _last_good(case),
    }
    if times == 1:
        return _("the last crawl, {since}, met {blocks}{walls}; {last_good}", **parts)
    return n_(
        "the last {n} crawl, since {since}, met block pages{walls}, the last one: {blocks}; "
        "{last_good}",
        "the last {n} crawls, since {since}, met block pages{walls}, the last one: {blocks}; "
        "{last_good}",
        times, **parts,
    )  # fmt: skip


def _failing(case: Case, ended: Run) -> str:
    history = case.history
    times = _failures(history)
    parts = {
        "since": minute(_first_bad(history).began),
        "outcome": OUTCOMES.of(ended.outcome or ""),
        "why": ended.reason or reaching.why_unanswered(history) or _counts(ended),
        "last_good": _last_good(case),
    }
    if times == 1:
        return _("the last crawl, {since}: {outcome}, {why}; {last_good}", **parts)
    return n_(
        "the last {n} crawl, since {since}: {outcome}, {why}; {last_good}",
        "the last {n} crawls, since {since}: {outcome}, {why}; {last_good}",
        times, **parts,
    )  # fmt: skip


def _first_bad(history: History) -> Run:
    ended = [run for run in history.runs if run.outcome is not None]
    return ended[_failures(history) - 1]


def _blocks(run: Run) -> str:
    answers = run.good + run.blocked + run.troubles
    return n_("{n} block page in {answers}", "{n} block pages in {answers}", run.blocked,
              answers=_answers(answers))  # fmt: skip


def _answers(number: int) -> str:
    return n_("{n} answer", "{n} answers", number)


def _counts(run: Run) -> str:
    return n_("{n} error and {answers}", "{n} errors and {answers}", run.troubles,
              answers=_answers(run.good))  # fmt: skip


def _last_good(case: Case) -> str:
    good = case.until
    if not good:
        return _("no crawl was answered well so far")
    return _("last answered well {day}", day=day(good))


def _laid_out_anew(case: Case) -> Judgement | None:
    history = case.history
    found = [one for one in history.redesigns if case.now - one.first < _REDESIGNED]
    name = history.name
    step = _(
        "{command}; compare a page before and after in greffe serve",
        command=f"greffe source check {name} --live",
    )
    for redesign in sorted(found, key=lambda one: one.first):
        lengths = lengths_of(history.texts, history.empty, redesign.first)
        if lengths and (lengths.shortened or lengths.emptied):
            return Judgement("layout changed", _redesigned(redesign, lengths.words), step)
        is_silent = _silent(case)
        last = case.days[-1] if case.days else None
        if is_silent and last and abs(last - redesign.first) < 7 * _DAY:
            words = _redesigned(redesign, is_silent.evidence)
            return Judgement("layout changed", words, step)
    lengths = lengths_of(history.texts, history.empty)
    if lengths and lengths.emptied:
        return Judgement("layout changed", lengths.words, step)
    return None


def _redesigned(redesign: Redesign, evidence: str) -> str:
    return _(
        "{host} was redesigned, first seen {day}; {evidence}",
        host=redesign.host, day=day(redesign.first), evidence=evidence,
    )  # fmt: skip


def _silent(case: Case) -> Judgement | None:
    """Nothing new for longer than is usual, up to the last crawl that was answered."""
    history, until = case.history, case.until
    step = f"greffe source check {history.name} --live"
    if until is None:
        return None
    if not case.days and not history.texts:
        crawls = sum(1 for run in history.runs if run.good)
        since = day(_first(history))
        if crawls < 100:
            words = n_("no text in {n} crawl since {day}", "no text in {n} crawls since {day}",
                       crawls, day=since)  # fmt: skip
        else:
            words = _("no text in all crawls since {day}", day=since)
        return Judgement("silent", words, step)
    if not case.days:
        return None
    rate = case.plan.expected.articles
    pause = rhythm.pause(case.days, until, rate.span if rate else None)
    last = max((one for one in case.days if one <= until), default=case.days[-1])
    silence = until - last
    if pause.bound is None or silence <= pause.bound:
        return None
    told = [
        _(
            "nothing new since {day}, {span} up to the crawl of {until}",
            day=day(last),
            span=span(silence),
            until=day(until),
        )
    ]
    if rate:
        told.append(_("expected: {rate}", rate=rate.words))
    if pause.usual is not None:
        told.append(_pauses(pause.usual, pause.season))
    elif pause.season:
        told.append(_("{season} at this time of year", season=span(pause.season)))
    return Judgement("silent", _("; ").join(told), step)


def _pauses(usual: timedelta, season: timedelta | None) -> str:
    if not season:
        return _("its pauses are {span} at most as a rule", span=span(usual))
    return _(
        "its pauses are {span} at most as a rule, {season} at this time of year",
        span=span(usual), season=span(season),
    )  # fmt: skip


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
    if planned:
        usual = _("planned at least every {span}", span=span(planned))
    else:
        usual = _("by how often it was so far")
    words = _(
        "no crawl has begun since {time}, {span} ago; {usual}",
        time=minute(last.began), span=span(waited), usual=usual,
    )  # fmt: skip
    step = _(
        "{command}; look at what runs it: crontab -l, systemctl list-timers",
        command=f"greffe crawl {history.name}",
    )
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
            return _fewer_than_expected(now, rate, until, kept, len(before))
    flow = rhythm.flow(case.days, until)
    if rhythm.is_thin(flow, case.days, until, was_thin=case.before == "thin"):
        number = forms().number
        return n_(
            "{n} new in the 28 days up to the crawl of {until}; usual are {usual}, and {least} at "
            "least in {windows} such spans before",
            "{n} new in the 28 days up to the crawl of {until}; usual are {usual}, and {least} at "
            "least in {windows} such spans before",
            flow.now, until=day(until), usual=number(flow.usual), least=number(flow.least),
            windows=number(flow.windows),
        )  # fmt: skip
    return ""


def _fewer_than_expected(now: int, rate: Rate, until: datetime, kept: int, before: int) -> str:
    parts = {"span": span(rate.span), "until": day(until), "rate": rate.words}
    if not before:
        return n_(
            "{n} new in {span} up to the crawl of {until}; expected: {rate}",
            "{n} new in {span} up to the crawl of {until}; expected: {rate}", now, **parts,
        )  # fmt: skip
    return n_(
        "{n} new in {span} up to the crawl of {until}; expected: {rate}, as {kept} of {before} "
        "such spans before had",
        "{n} new in {span} up to the crawl of {until}; expected: {rate}, as {kept} of {before} "
        "such spans before had",
        now, kept=forms().number(kept), before=forms().number(before), **parts,
    )  # fmt: skip


def _fine(case: Case) -> str:
    if not case.days or case.until is None:
        return n_(
            "{n} text so far; too few to know its rhythm",
            "{n} texts so far; too few to know its rhythm", len(case.history.texts),
        )  # fmt: skip
    week = rhythm.weekly(case.days, case.until, 1)[0]
    last = max((one for one in case.days if one <= case.until), default=case.days[0])
    return n_(
        "{n} new in the last week, the last of {day}",
        "{n} new in the last week, the last of {day}", week, day=day(last),
    )  # fmt: skip


_RULES: tuple[Callable[[Case], Judgement | None], ...] = (
    _reached, _crawled, _laid_out_anew, _late, _silent, _thin,
)  # fmt: skip
