"""Whether the start URLs of a source are where they were: gone, moved, or some of them missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urljoin

from archive.health.history import Answer, History
from archive.health.states import Judgement
from archive.health.wording import day, days
from archive.translation import _, n_
from archive.translation.speaking import forms
from archive.urls import host_of, name_of, urlkey

LASTS = timedelta(days=3)
"""How long start URLs have to be missing: a slip of a server is over sooner."""
_TWICE = 2
_NO_ADDRESS = "no address for"


def gone(history: History, now: datetime) -> Judgement | None:
    """All start URLs are not there, for days; or their hosts have no address or are for sale."""
    found = _each(history, _is_gone)
    if found is None or not _lasts(found):
        return None
    latest = max(answers[0].time for answers in found.values())
    is_deaf = any(_has_no_address(answers[0]) for answers in found.values())
    if is_deaf and not _is_online(history, latest):
        return None
    since = min(answers[-1].time for answers in found.values())
    first = next(iter(found.values()))[0]
    words = n_(
        "its start URL is not there since {day}, in {tries} over {days}: {url}: {answer}",
        "all {n} start URLs are not there since {day}, in {tries} over {days}: {url}: {answer}",
        len(found), day=day(since), tries=_tries(max(map(len, found.values()))),
        days=days((now - since).days), url=first.url, answer=_said(first),
    )  # fmt: skip
    step = _(
        "look at {url}; {command} ends its crawls",
        url=first.url, command=f"greffe source disable {history.name}",
    )  # fmt: skip
    return Judgement("gone", words, step)


def _tries(number: int) -> str:
    return n_("{n} try", "{n} tries", number)


def moved(history: History) -> Judgement | None:
    """All start URLs lead to another host, which does not belong to the source."""
    scope = history.plan.scope if history.plan else ()

    def leads_away(answer: Answer) -> bool:
        target = _target(answer)
        return target is not None and not any(urlkey(target).startswith(one) for one in scope)

    found = _each(history, leads_away)
    if found is None or min(map(len, found.values())) < _TWICE:
        return None
    first = next(iter(found.values()))[0]
    target = _target(first) or ""
    since = min(answers[-1].time for answers in found.values())
    words = n_(
        "the start URL {url} leads to {target} since {day}, in {n} answer; {host} is not in its "
        "scope",
        "the start URL {url} leads to {target} since {day}, in {n} answers; {host} is not in its "
        "scope",
        len(next(iter(found.values()))), url=first.url, target=target, day=day(since),
        host=name_of(host_of(target)),
    )  # fmt: skip
    step = _("{command}, or widen its scope", command=f"greffe source add {target}")
    return Judgement("moved", words, step)


def missing(history: History) -> Judgement | None:
    """Some start URLs are not there, for days, while others are."""
    ill = {url: run for url, answers in history.answers.items() if (run := _run(answers, _is_gone))}
    lasting = {url: run for url, run in ill.items() if _lasts({url: run})}
    if not lasting:
        return None
    url, run = next(iter(lasting.items()))
    number, all_ = len(lasting), len(history.answers)
    words = n_(
        "{number} of {n} start URL not there since {day}, in {tries}: {url}: {answer}",
        "{number} of {n} start URLs not there since {day}, in {tries}: {url}: {answer}",
        all_, number=forms().number(number), day=day(run[-1].time), tries=_tries(len(run)),
        url=url, answer=_said(run[0]),
    )  # fmt: skip
    step = _("look at {url}, and correct {file}", url=url, file=f"sources/{history.name}.toml")
    return Judgement("failing", words, step)


def why_unanswered(history: History) -> str:
    """Why start URLs had no good answer at last; with a hint where it may be this machine."""
    last = [answers[0] for answers in history.answers.values() if answers]
    silent = [answer for answer in last if answer.outcome == "failure"]
    if last and all(answer.outcome in ("absent", "error") for answer in last):
        return f"{last[0].url}: {_said(last[0])}"
    if not silent:
        return ""
    latest = max(answer.time for answer in silent)
    why = silent[0].evidence or _("no answer")
    others = history.others_answered
    if others is not None and others < latest - LASTS / 36:
        return _(
            "{why} (nor did any other source answer since {day}: is this machine online?)",
            why=why, day=day(others),
        )  # fmt: skip
    return why


def _each(
    history: History, is_so: Callable[[Answer], bool]
) -> Mapping[str, Sequence[Answer]] | None:
    """The last answers in a row of each start URL that are so; ``None`` unless all have some."""
    found = {url: _run(answers, is_so) for url, answers in history.answers.items() if answers}
    return found if found and all(found.values()) else None


def _run(answers: Sequence[Answer], is_so: Callable[[Answer], bool]) -> list[Answer]:
    return list(_while(answers, is_so))


def _while(answers: Sequence[Answer], is_so: Callable[[Answer], bool]) -> Iterator[Answer]:
    for answer in answers:
        if not is_so(answer):
            return
        yield answer


def _lasts(found: Mapping[str, Sequence[Answer]]) -> bool:
    """Whether all were tried twice at least, over some days."""
    return all(
        len(answers) >= _TWICE and answers[0].time - answers[-1].time >= LASTS
        for answers in found.values()
    )


def _is_gone(answer: Answer) -> bool:
    return answer.outcome == "absent" or answer.wall == "parked" or _has_no_address(answer)


def _has_no_address(answer: Answer) -> bool:
    return answer.outcome == "failure" and (answer.evidence or "").startswith(_NO_ADDRESS)


def _is_online(history: History, since: datetime) -> bool:
    """Whether another source answered about then, so that this machine was online.

    Where there is no other it is not known, and what lasts for days is believed.
    """
    others = history.others_answered
    return others is None or others >= since - timedelta(days=1)


def _target(answer: Answer) -> str | None:
    """Where an answer leads, if that is another site."""
    if answer.outcome != "redirect" or not answer.evidence:
        return None
    target = urljoin(answer.url, answer.evidence)
    is_other = target.startswith(("http://", "https://")) and host_of(target) != host_of(answer.url)
    return target if is_other else None


def _said(answer: Answer) -> str:
    if answer.outcome == "absent":
        return answer.evidence or f"{answer.status or 404}"
    return answer.evidence or answer.outcome
