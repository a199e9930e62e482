"""A report as Markdown, for a mail: CommonMark 0.31, with ``~~`` round what went."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby

from archive.history.diff import Difference, Piece
from archive.history.diff.glimpse import glimpse
from archive.history.diff.plain import edges
from archive.history.reports.model import Event, Report, Wanted
from archive.history.reports.wording import counted, name_of, size_of, summed, told
from archive.presence.wording import clock
from archive.serving.addresses import is_web, quoted

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_MARKS = {"added": "**", "removed": "~~"}
_LINE_START = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)", re.MULTILINE)


def letter(
    report: Report,
    wanted: Wanted,
    difference_of: Callable[[Event], Difference | None],
    link_of: Callable[[Event], str],
) -> str:
    """A report as a letter in Markdown: what there is in all, then each source's events.

    Args:
        report: what there is to tell.
        wanted: what was asked for.
        difference_of: in what the texts of an event differ, if there are two.
        link_of: where an event is read.
    """
    lines = [f"# What changed{_period(wanted)}", ""]
    if report.totals:
        lines += [f"{counted(summed(report.totals)) or 'Nothing'}.", ""]
        if len(report.totals) > 1:
            lines += [f"- {_plain(one.source or 'no source')}: {counted(one.counts)}"
                      for one in report.totals] + [""]  # fmt: skip
    elif not report.events:
        lines += ["Nothing.", ""]
    events = sorted(report.events, key=lambda event: event.source or "\U0010ffff")
    for source, some in groupby(events, key=lambda event: event.source):
        lines += [f"## {_plain(source or 'Captures of no source')}", ""]
        for event in some:
            lines += [*_told(event, difference_of(event), link_of(event)), ""]
    if report.has_more:
        lines += ["There is more; only the first are told here.", ""]
    if report.reread:
        words = (
            f"{report.reread:,} texts were read in another way than those before them, so that who "
            "changed them cannot be told (technical)."
        )
        lines += [words, ""]
    return "\n".join(lines)


def _told(event: Event, delta: Difference | None, link: str) -> list[str]:
    title = _plain(event.title or event.url)
    head = f"[{title}](<{quoted(link)}>)" if is_web(link) else title
    size = size_of(event)
    lines = [f"**{name_of(event)}**: {head}  ", f"{_plain(event.url)}  "]
    facts = [f"seen {clock(event.time)}", size, _plain(told(event))]
    lines.append("; ".join(part for part in facts if part))
    if delta is not None and (pieces := glimpse(delta)):
        lines += ["", *(f"> {line}" for line in _quoted(pieces).split("\n"))]
    return lines


def _quoted(pieces: Sequence[Piece]) -> str:
    return _LINE_START.sub(r"\1\\\2", "".join(map(_marked, pieces)))


def _marked(piece: Piece) -> str:
    mark = _MARKS.get(piece.op, "")
    lead, words, trail = edges(piece.text)
    return f"{lead}{mark}{_plain(words)}{mark}{trail}" if words.strip() else piece.text


def _period(wanted: Wanted) -> str:
    since = f" from {clock(wanted.since)}" if wanted.since else ""
    return since + (f" until {clock(wanted.until)}" if wanted.until else "")


def _plain(text: str) -> str:
    """Words that Markdown shall not take for anything else."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split(" ")))
