"""``greffe changes``: what changed, vanished and came back, of all pages."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import (
    TIME,
    Settings,
    harmless,
    json_option,
    notices,
    output,
    print_json,
    shown_time,
)
from archive.errors import BadInput, Exit
from archive.history.reports.model import KINDS, USUAL, Event, Report, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archive import Archive
    from archive.history.diff import Difference
    from archive.history.reports.model import Totals

_COLOUR = {
    "silent": "magenta", "edited": "yellow", "metadata": "cyan", "layout": "dim", "moved": "dim",
    "gone": "red", "back": "green",
}  # fmt: skip
_KINDS_HELP = "Only this kind of change; may be given again. Else " + ", ".join(USUAL) + "."


@click.command(epilog="Kinds:\n\n\b\n" + "\n".join(f"{k:<10}{v}" for k, v in KINDS.items()))
@click.option("--since", type=TIME, help="Only what was seen then or later.")
@click.option("--until", type=TIME, help="Only what was seen before then.")
@click.option("--source", "sources", multiple=True, metavar="NAME",
              help="Only captures of this source; may be given again.")  # fmt: skip
@click.option("--host", metavar="HOST", help="Only pages of one host, and of those below it.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(tuple(KINDS)), help=_KINDS_HELP)
@click.option("--least", type=click.IntRange(1), metavar="WORDS",
              help="Only edits in which so many words came and went at least.")  # fmt: skip
@click.option("--words", metavar="QUERY",
              help="Only changes in which what came, or what went, matches a search.")  # fmt: skip
@click.option("--order", type=click.Choice(("newest", "largest")), default="newest",
              show_default=True, help="Which come first.")  # fmt: skip
@click.option("--listings", is_flag=True, help="Listing pages too; they change with every item.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000),
              help="Changes at most.")  # fmt: skip
@click.option("--totals", is_flag=True, help="Only how many there are, by source.")
@click.option("--markdown", is_flag=True, help="Print a letter in Markdown, for a mail.")
@click.option("--atom", is_flag=True, help="Print an Atom feed.")
@json_option
@click.pass_obj
def changes(
    settings: Settings, since: datetime | None, until: datetime | None, sources: tuple[str, ...],
    host: str | None, kinds: tuple[str, ...], least: int | None, words: str | None, order: Any,
    listings: bool, limit: int, totals: bool, markdown: bool, atom: bool, as_json: bool,
) -> int:  # fmt: skip
    """Tell what changed on pages, what vanished and what came back, the newest first.

    Errors, block pages and failures are no changes. An edit is silent if the text changed while
    the date that the site itself gives for its last change did not move and no note appeared.
    """
    from archive.history.reports import report
    from archive.search.options import require_source
    from archive.urls import host_meant

    if markdown + atom + as_json > 1:
        raise BadInput("--markdown, --atom and --json are forms of one report; take one")
    if totals and (markdown or atom or words):
        raise BadInput("--totals is a table or --json, and takes no --words")
    if since and until and since >= until:
        raise BadInput("--until is not after --since, so nothing can lie between them")
    named = host and host_meant(host)
    wanted = Wanted(since, until, sources, named or "", kinds or USUAL, least or 0, words or "",
                    listings, order)  # fmt: skip
    with settings.opened() as archive:
        for source in sources:
            require_source(archive, source)
        found = report(archive, wanted, limit=limit)
        shown = _Shown(archive, wanted, found)
        if totals:
            shown.print_totals(as_json=as_json)
        elif as_json:
            shown.print_json()
        elif markdown:
            sys.stdout.write(shown.letter())
        elif atom:
            sys.stdout.buffer.write(shown.atom() + b"\n")
        else:
            shown.print_table()
    return Exit.DONE if found.events else Exit.NOTHING


class _Shown:
    """A report in each of its forms."""

    def __init__(self, archive: Archive, wanted: Wanted, found: Report) -> None:
        self._archive, self._wanted, self._found = archive, wanted, found

    def print_totals(self, *, as_json: bool) -> None:
        from archive.telling.changes import totals_record

        for one in self._found.totals if as_json else ():
            print_json(totals_record(one))
        if not as_json:
            self._print_totals()
            self._print_rest()

    def print_json(self) -> None:
        from archive.telling.changes import event_record

        for event in self._found.events:
            print_json(event_record(event))
        if not self._found.events:
            notices().print("nothing changed", style="dim")

    def letter(self) -> str:
        from archive.history.reports.letter import letter

        return letter(self._found, self._wanted, self._difference, self._link())

    def atom(self) -> bytes:
        from archive.api.feeds import atom
        from archive.history.reports.feed import feed
        from archive.store.marks import made_of

        made = made_of(self._archive.connection)
        asked = urlencode([(name, str(getattr(self._wanted, name)))
                           for name in Wanted.__dataclass_fields__])  # fmt: skip
        return atom(feed(self._found, made, asked, self._difference, self._link()))

    def print_table(self) -> None:
        if len(self._found.totals) > 1:
            self._print_totals()
            output().print()
        for event in self._found.events:
            _print(event)
        self._print_rest()

    def _print_totals(self) -> None:
        from archive.history.reports.wording import columns_of

        totals = self._found.totals
        columns = columns_of(totals)
        table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
        table.add_column("source", no_wrap=True)
        for kind, name in columns:
            table.add_column(name, justify="right", style=_COLOUR.get(kind, ""))
        table.add_column("words", justify="right")
        for one in totals:
            table.add_row(*_cells(one, columns))
        if totals:
            output().print(table)

    def _print_rest(self) -> None:
        found = self._found
        if found.has_more:
            notices().print(f"there are more than {len(found.events):,}; --limit says how many are "
                            "shown, --totals counts them", style="dim", soft_wrap=True)  # fmt: skip
        if found.reread:
            words = (
                f"{found.reread:,} texts were read by another version of Greffe than those before "
                "them, or with more that was learned of their site (technical)"
            )
            hint = "`greffe sites --learn` and `greffe rebuild --stale` tell what was edited"
            notices().print(f"{words}; {hint}", soft_wrap=True)
        if not found.events:
            notices().print("nothing changed", style="dim")

    def _difference(self, event: Event) -> Difference | None:
        from archive.history.reports.words import difference_of

        return difference_of(self._archive, event)

    def _link(self) -> Callable[[Event], str]:
        from archive.cli.watching import known_recipients
        from archive.history.reports.links import link_of

        room = known_recipients().room
        return lambda event: link_of(event, room)


def _cells(one: Totals, columns: Sequence[tuple[str, str]]) -> list[str]:
    counts = [f"{one.counts.get(kind, 0) or '':,}" if one.counts.get(kind) else ""
              for kind, _ in columns]  # fmt: skip
    words = f"+{one.added:,} -{one.removed:,}" if one.added or one.removed else ""
    return [one.source or "(no source)", *counts, words]


def _print(event: Event) -> None:
    from archive.history.reports.wording import name_of, size_of, told

    kind = "silent" if event.disclosure == "silent" else event.kind
    line = Text(f"{shown_time(event.time)} UTC  ")
    line.append(f"{name_of(event):<12}", style=_COLOUR.get(kind, ""))
    line.append(f"  {harmless(event.title or event.url)}")
    output().print(line, soft_wrap=True)
    size = size_of(event)
    facts = "; ".join(part for part in (size, told(event)) if part)
    for words in (event.url, facts):
        if words:
            output().print(Text(f"{'':25}{harmless(words)}", style="dim"), soft_wrap=True)
