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
from archive.cli.presence import presence_line, step_record
from archive.cli.removed import print_tombstone_json, standing, told
from archive.errors import Exit, NotFound
from archive.store.sites import of_host
from archive.urls import host_of

if TYPE_CHECKING:
    from archive import Archive
    from archive.history import Observed
    from archive.store.texts import Version
    from archive.store.tombstones import Tombstone

_CHANGE = {"edited": "yellow", "absent": "red", "blocked": "magenta", "error": "red",
           "failure": "red", "first": "green", "returned": "yellow"}  # fmt: skip


@click.command()
@click.argument("url")
@json_option
@click.pass_obj
def history(settings: Settings, url: str, as_json: bool) -> int:
    """List a page's captures and what changed."""
    from archive.history import observations
    from archive.presence.gathering import of_url

    url = meant(url)
    with settings.opened() as archive:
        seen = observations(archive, url)
        gone = standing(archive, url)
        site = of_host(archive.connection, host_of(url))
        files = _files(archive, seen)
        stands = of_url(archive.connection, url)
    if not seen and not gone:
        raise NotFound(f"no capture of {url} in {settings.archive}")
    if as_json:
        steps = {step.check.capture: step for step in stands.steps} if stands else {}
        numbers = _numbers(seen)
        for one in seen:
            print_json(_observed_json(one, numbers) | step_record(steps.get(one.capture.id)))
        for tombstone in gone:
            print_tombstone_json(tombstone)
        return Exit.DONE
    output().print(_table(seen, gone))
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


def _table(seen: Sequence[Observed], gone: Sequence[Tombstone]) -> Table:
    from archive.history import difference

    table = Table(box=None, padding=(0, 1), collapse_padding=True, pad_edge=False,
                  header_style="dim")  # fmt: skip
    for name in ("captured (UTC)", "status", "change", "text", "words"):
        table.add_column(name, no_wrap=True)
    numbers = _numbers(seen)
    table.add_column("title or evidence", overflow="fold")
    before: Version | None = None
    rest = list(reversed(gone))
    for one in seen:
        while rest and rest[-1].time < one.capture.time:
            _add_tombstone(table, rest.pop())
        words = ""
        if one.version and before and one.version.id != before.id:
            delta = difference(before, one.version)
            words = f"+{delta.added_words} -{delta.removed_words}"
        said = one.version.title if one.version else one.capture.evidence or ""
        word = "reread (technical)" if one.change == "reread" else one.change
        change = Text(word, style=_CHANGE.get(one.change, "dim"))
        status = str(one.capture.status or "-")
        text = str(numbers[one.version.id]) if one.version else ""
        table.add_row(
            shown_time(one.capture.time), status, change, text, words, Text(harmless(said))
        )
        before = one.version or before
    for tombstone in reversed(rest):
        _add_tombstone(table, tombstone)
    return table


def _numbers(seen: Sequence[Observed]) -> dict[int, int]:
    """The numbers by which ``greffe diff`` knows the texts: in the order they were first seen."""
    order = dict.fromkeys(one.version.id for one in seen if one.version)
    return {version: number for number, version in enumerate(order, start=1)}


def _add_tombstone(table: Table, one: Tombstone) -> None:
    change = Text(one.removal.kind, style="dim")
    status, why = str(one.status or "-"), Text(harmless(told(one)), style="dim")
    table.add_row(shown_time(one.time), status, change, "", "", why)


def _observed_json(one: Observed, numbers: Mapping[int, int]) -> dict[str, object]:
    capture, version = one.capture, one.version
    return {
        "captured": capture.time,
        "url": capture.url,
        "status": capture.status,
        "outcome": capture.outcome,
        "change": one.change,
        "evidence": capture.evidence,
        "wall": capture.wall,
        "version": version.id if version else None,
        "text": numbers[version.id] if version else None,
        "title": version.title if version else None,
        "sha256": capture.digest,
    }
