"""``greffe blame``: since when each sentence of a page stands there, and what it said before."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from archive.cli.context import TIME, Settings, harmless, json_option, notices, output, print_json
from archive.cli.listing import print_rows
from archive.cli.pages import meant
from archive.errors import Exit, NotFound

if TYPE_CHECKING:
    from archive.history.blame import Blame, Line
    from archive.history.blame.gathering import PageBlame

_AGES = ("bright_black", "color(60)", "color(66)", "color(72)", "color(136)", "color(172)")
"""From what was there first to what came last, on dark and light ground."""
_MARGIN = 21
_NARROW = 64
"""Columns below which the margin stands above its text."""


@click.command()
@click.argument("url")
@click.option("--at", type=TIME, help="The page as it was at a time, by the nearest capture.")
@click.option("--since", type=TIME, help="Only sentences first seen then or later.")
@click.option("--gone", "with_gone", is_flag=True, help="Also what was there once and is not now.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with a head.")
@json_option
@click.pass_obj
def blame(
    settings: Settings, url: str, *, at: datetime | None, since: datetime | None,
    with_gone: bool, as_csv: bool, as_json: bool,
) -> int:  # fmt: skip
    """Show of each sentence of a page when it was first seen, and what it said before.

    The margin tells between which two captures its words came: the last without them and the
    first with them. Under a sentence stands what it said before, [-gone-] {+come+}, and whether it
    was gone in between, or moved. Captures that show no text (block pages, errors, absences) say
    nothing of it.
    """
    from archive.history.blame.gathering import blame_of

    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude one another: choose one")
    url = meant(url)
    with settings.opened() as archive:
        found = blame_of(archive, url, at)
        if found is None:
            raise NotFound(_nothing(url, bool(archive.captures(url))))
    shown = found.since(since) if since else found
    if as_csv or as_json:
        _print_records(shown, with_gone=with_gone, as_csv=as_csv)
        return Exit.DONE
    _print_head(shown, since)
    _print_lines(shown.blame, shown.blame.lines)
    if with_gone:
        _print_gone(shown.blame)
    elif count := len(shown.blame.gone):
        words = f"{count:,} more {'was' if count == 1 else 'were'} there before; --gone lists "
        notices().print(f"{words}{'it' if count == 1 else 'them'}", style="dim", soft_wrap=True)
    return Exit.DONE


def _nothing(url: str, is_captured: bool) -> str:
    if not is_captured:
        return f"no capture of {url} in this archive"
    hint = f"`greffe history {shlex.quote(url)}` lists its captures"
    return f"no capture of {url} shows a text; {hint}"


def _print_records(found: PageBlame, *, with_gone: bool, as_csv: bool) -> None:
    from archive.history.blame.record import record, rows

    if as_csv:
        print_rows(list(rows(found, with_gone=with_gone)), as_csv=True)
        return
    told = record(found)
    for one in (*told["sentences"], *(told["gone"] if with_gone else ())):
        print_json({"url": found.url, "shown_text": told["text"], **one})


def _print_head(found: PageBlame, since: datetime | None) -> None:
    from archive.history.blame.wording import clock, counted

    console = output()
    if title := found.title:
        console.print(Text(harmless(title), style="bold"), soft_wrap=True)
    console.print(Text(found.url), soft_wrap=True)
    console.print(Text(counted(found.blame), style="dim"), soft_wrap=True)
    if since:
        count = len(found.blame.lines)
        words = f"{count:,} {'sentence' if count == 1 else 'sentences'} first seen since"
        console.print(Text(f"{words} {clock(since)} UTC", style="bold"), soft_wrap=True)
    console.print()


def _print_lines(blame: Blame, lines: Sequence[Line]) -> None:
    from archive.history.blame.runs import ages, runs
    from archive.history.blame.wording import margin, unseen

    console = output()
    if lines and not (console.is_terminal and console.width < _NARROW):
        console.print(Text("first seen (UTC)", style="dim"))
    age = ages(blame, len(_AGES))
    before: tuple[str, int] | None = None
    for run in runs(lines):
        first = run[0]
        if before not in (None, (first.part, first.block)) and not _goes_on(before, first):
            console.print()
        before = first.part, first.block
        text = _words(run)
        for note in _notes(first, is_there=True):
            text.append("\n")
            text.append_text(note)
        _print_row(console, margin(first.first), _AGES[age[first.first.number]], text)
    console.print()
    for words in dict.fromkeys(unseen(blame, line.first) for line in lines):
        if words:
            console.print(Text(words, style="dim"), soft_wrap=True)


def _print_gone(blame: Blame) -> None:
    from archive.history.blame.runs import departures
    from archive.history.blame.wording import margin, went

    console = output()
    if not blame.gone:
        notices().print("nothing was there before that is not now", style="dim")
    for some in departures(blame):
        console.print(Text(went(some[0]), style="bold"), soft_wrap=True)
        for line in some:
            text = Text(harmless(line.words), style="red strike" if console.is_terminal else "")
            for note in _notes(line, is_there=False):
                text.append("\n")
                text.append_text(note)
            _print_row(console, margin(line.first), "red", text)
        console.print()


def _goes_on(before: tuple[str, int], line: Line) -> bool:
    """Whether a block follows that belongs to the one before it, as items of a list do."""
    return line.form in ("item", "row") and before == (line.part, line.block - 1)


def _words(run: Sequence[Line]) -> Text:
    first = run[0]
    lead = {"title": "title: ", "summary": "summary: "}.get(first.part, "")
    text = Text(lead, style="dim") if lead else Text("- " if first.form == "item" else "")
    style = "bold" if first.form == "heading" else ""
    return Text.assemble(text, (" ".join(harmless(line.words) for line in run), style))


def _notes(line: Line, *, is_there: bool) -> Iterator[Text]:
    from archive.cli.diff import PIECE
    from archive.history.blame.wording import afterwards, before, clock, notes
    from archive.history.diff.plain import marked

    for note in (*notes(line), afterwards(line) if is_there else ""):
        if note:
            yield Text(f"· {note}", style="dim italic")
    for saying, pieces in before(line):
        text = Text.assemble((f"· until {clock(saying.stay.last)}: ", "dim italic"))
        for piece in pieces:
            text.append(harmless(marked(piece)), PIECE[piece.op] or "dim")
        yield text


def _print_row(console: Console, margin: Sequence[str], colour: str, text: Text) -> None:
    if not console.is_terminal:
        # Told a line each, whatever the width.
        for number, line in enumerate(text.split("\n", allow_blank=True)):
            head = " ".join(margin) if not number else ""
            console.print(Text.assemble(f"{head:<{2 * _MARGIN}}", line), soft_wrap=True)
        return
    is_narrow = console.width < _NARROW
    bar = ("▌", colour)
    if is_narrow:
        console.print(Text.assemble(bar, (" ".join(margin), "dim")))
    room = console.width - 2 - (0 if is_narrow else _MARGIN + 1)
    lines = text.wrap(console, room)
    for number in range(max(len(lines), 1 if is_narrow else len(margin))):
        head = "" if is_narrow else f"{margin[number] if number < len(margin) else '':>{_MARGIN}} "
        line = lines[number] if number < len(lines) else Text()
        line.rstrip()
        console.print(Text.assemble((head, "dim"), bar, " ", line), soft_wrap=True)
