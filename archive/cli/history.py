"""``greffe history``: the captures of a page, those that were taken out among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import (
    Settings,
    harmless,
    json_option,
    notices,
    output,
    print_json,
    shown_time,
)
from archive.cli.pages import meant
from archive.cli.presence import presence_line
from archive.cli.removed import told
from archive.errors import Exit, NotFound
from archive.presence.wording import span
from archive.store.sites import of_host
from archive.urls import host_of

if TYPE_CHECKING:
    from archive import Archive
    from archive.history.gaps import Gap
    from archive.history.observations import Observed
    from archive.store.tombstones import Tombstone

_CHANGE = {"edited": "yellow", "metadata": "yellow", "absent": "red", "gone": "bold red",
           "blocked": "magenta", "error": "red", "first": "green", "back": "green"}  # fmt: skip


@click.command()
@click.argument("url")
@json_option
@click.pass_obj
def history(settings: Settings, url: str, as_json: bool) -> int:
    """List a page's captures and what changed."""
    from archive.history.observations import observations
    from archive.presence.gathering import of_url
    from archive.telling.history import capture_records, standing, tombstone_record, unseen

    url = meant(url)
    with settings.opened() as archive:
        stands = of_url(archive.connection, url)
        seen = observations(archive, url, stands)
        gone = standing(archive, url)
        site = of_host(archive.connection, host_of(url))
        files = _files(archive, seen)
    if not seen and not gone:
        raise NotFound(f"no capture of {url} in {settings.archive}")
    if as_json:
        for record in capture_records(seen, gone, stands):
            print_json(record)
        for tombstone in gone:
            print_json(tombstone_record(tombstone))
        return Exit.DONE
    output().print(_table(seen, gone, unseen(seen, gone)))
    for name, words in files:
        output().print(Text.assemble((f"{name:<11}", "dim"), harmless(words)), soft_wrap=True)
    if line := presence_line(stands):
        output().print(Text(harmless(line)), soft_wrap=True)
    if site and site.anew:
        words = (
            f"all texts of {site.name} were read anew on {shown_time(site.anew)[:10]} with what "
            "was learned of the site (technical); `greffe sites` says more"
        )
        notices().print(words, style="dim", markup=False, soft_wrap=True)
    return Exit.DONE


def _files(archive: Archive, seen: Sequence[Observed]) -> list[tuple[str, str]]:
    """Of a document: its files, their other places, what took its place."""
    from archive.cli.documents import histories
    from archive.store.documents import is_document

    shown = [one.capture for one in seen if one.capture.outcome in ("ok", "unchanged")]
    if not shown or not is_document(archive.connection, shown[-1]):
        return []
    return histories(archive, shown[-1])


def _table(seen: Sequence[Observed], gone: Sequence[Tombstone], unseen: Sequence[Gap]) -> Table:
    from archive.telling.history import numbers

    table = Table(box=None, padding=(0, 1), collapse_padding=True, pad_edge=False,
                  header_style="dim")  # fmt: skip
    for name in ("captured (UTC)", "status", "change", "text", "words"):
        table.add_column(name, no_wrap=True)
    table.add_column("title or evidence", overflow="fold")
    known = numbers(seen)
    rows = [(one.capture.time, 2, _row(one, known)) for one in seen]
    rows += [(one.time, 1, _tombstone_row(one)) for one in gone]
    rows += [(gap.end, 0, _gap_row(gap)) for gap in unseen]
    for _, _, row in sorted(rows, key=lambda one: one[:2]):
        table.add_row(*row)
    return table


def _row(one: Observed, numbers: Mapping[int, int]) -> tuple[str | Text, ...]:
    word = "reread (technical)" if one.change == "reread" else one.change
    words = f"+{one.added} -{one.removed}" if one.has_other_text else ""
    title = Text(harmless(one.version.title if one.version else ""))
    evidence = Text(harmless(one.evidence), style="dim" if title else "")
    return (
        shown_time(one.capture.time), str(one.capture.status or "-"),
        Text(word, style=_CHANGE.get(one.change, "dim")),
        str(numbers[one.version.id]) if one.version else "", words,
        Text("\n").join(part for part in (title, evidence) if part),
    )  # fmt: skip


def _gap_row(gap: Gap) -> tuple[str | Text, ...]:
    words = (
        f"not looked at from {shown_time(gap.start)} to {shown_time(gap.end)} UTC; "
        f"usually every {span(gap.usual)} then"
    )
    return ("", "", Text("gap", style="dim"), "", "", Text(words, style="dim"))


def _tombstone_row(one: Tombstone) -> tuple[str | Text, ...]:
    change = Text(one.removal.kind, style="dim")
    status, why = str(one.status or "-"), Text(harmless(told(one)), style="dim")
    return (shown_time(one.time), status, change, "", "", why)
