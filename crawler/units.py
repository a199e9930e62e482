"""What makes a system run ``greffe crawl --due`` by itself: a line for cron, units for systemd."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archive.errors import BadInput, Exit
from crawler.sources.source import written_span

_MINUTES_AN_HOUR, _HOURS_A_DAY = 60, 24
LATE = 20
"""Minutes after its budget at which systemd ends a run: texts are read anew by then, too."""
_STOPPING = 120
"""Seconds that a run has to finish what is under way."""
EXPECTED = (
    Exit.NOTHING, Exit.PARTLY, Exit.BLOCKED, Exit.UNREACHABLE, Exit.REFUSED, Exit.LOCKED,
    Exit.INTERRUPTED,
)  # fmt: skip
"""Ends of a run that are no failure of the timer: what sites did is told by ``greffe status``."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be run, and how often.

    Attributes:
        command: the program with its arguments; absolute paths.
        folder: to run it in; absolute.
        each: minutes from one run to the next.
        minutes: of a run at most; 0 for no limit.
        log: file that cron appends to; systemd has a log of its own.
        user: whom it runs as, for a unit of the system; empty in one of a user.
    """

    command: Sequence[str]
    folder: Path
    each: int
    minutes: float
    log: Path
    user: str = ""


def minutes_each(span: timedelta) -> int:
    """Minutes between runs, which cron and systemd can both tell: a part of an hour or of a day.

    Raises:
        BadInput: it is none.
    """
    minutes, rest = divmod(span, timedelta(minutes=1))
    hours = minutes // _MINUTES_AN_HOUR
    is_part = 0 < minutes <= _MINUTES_AN_HOUR and _MINUTES_AN_HOUR % minutes == 0
    is_hours = (
        hours and minutes % _MINUTES_AN_HOUR == 0 and _HOURS_A_DAY % hours == 0
    )  # fmt: skip
    if rest or not (is_part or is_hours):
        raise BadInput(
            f"--each {written_span(span)}: runs begin at full parts of an hour or of a day; "
            "use e.g. 5m, 10m, 15m, 30m, 1h, 2h, 6h, 12h or 1d"
        )
    return minutes


def cron_line(job: Job) -> str:
    """One line for ``crontab -e``.

    A percent sign would end the command (crontab(5)), so it is escaped.

    Raises:
        BadInput: a path has a line break.
    """
    _require_lines(job)
    words = " ".join(shlex.quote(word) for word in job.command)
    line = f"cd {shlex.quote(str(job.folder))} && {words} >>{shlex.quote(str(job.log))} 2>&1"
    return f"{_cron_time(job.each)}  {line.replace('%', chr(92) + '%')}"


def service(job: Job) -> str:
    """The unit that runs once (systemd.service(5)).

    Raises:
        BadInput: a path has a line break.
    """
    _require_lines(job)
    codes = " ".join(str(int(code)) for code in EXPECTED)
    limit = f"{job.minutes + LATE:g}min" if job.minutes else "infinity"
    online = ("Wants=network-online.target", "After=network-online.target") if job.user else ()
    return "\n".join((
        "[Unit]",
        "Description=Greffe: crawl what is due",
        *online,
        "",
        "[Service]",
        "Type=oneshot",
        *((f"User={job.user}",) if job.user else ()),
        f"WorkingDirectory={_escaped(str(job.folder))}",
        f"ExecStart={' '.join(_quoted(word) for word in job.command)}",
        "# What sites did, nothing due and another crawl at work are no failure of this unit.",
        f"SuccessExitStatus={codes}",
        f"TimeoutStartSec={limit}",
        "# The crawl is told to stop, and ends the processes that read pages for it.",
        "KillMode=mixed",
        f"TimeoutStopSec={_STOPPING}",
        "Nice=10",
        "",
    ))  # fmt: skip


def timer(job: Job) -> str:
    """The unit that starts it (systemd.timer(5)): once, too, when a machine was off or asleep."""
    return "\n".join((
        "[Unit]",
        "Description=Greffe: crawl what is due, by the clock",
        "",
        "[Timer]",
        f"OnCalendar={_calendar(job.each)}",
        "Persistent=true",
        "AccuracySec=30s",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ))  # fmt: skip


def _require_lines(job: Job) -> None:
    for word in (*job.command, str(job.folder), str(job.log)):
        if "\n" in word:
            raise BadInput(f"{word!r} has a line break, which no line for cron or systemd can have")


def _cron_time(each: int) -> str:
    hours = each // _MINUTES_AN_HOUR
    if each == 1:
        return "* * * * *"
    if each < _MINUTES_AN_HOUR:
        return f"*/{each} * * * *"
    if hours == 1:
        return "0 * * * *"
    return f"0 */{hours} * * *" if hours < _HOURS_A_DAY else "0 0 * * *"


def _calendar(each: int) -> str:
    hours = each // _MINUTES_AN_HOUR
    if each < _MINUTES_AN_HOUR:
        return f"*:0/{each}"
    return f"*-*-* 0/{hours}:00" if hours < _HOURS_A_DAY else "*-*-* 00:00"


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """A word of a command line (systemd.service(5), Command lines)."""
    escaped = _escaped(word).replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./-]+", escaped, re.ASCII):
        return escaped
    inner = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'
