"""``greffe gone``: pages that are no longer there, may not be, or are back."""

from __future__ import annotations

import csv
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click
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
from archive.presence import USUAL, Presence, Terms
from archive.presence.wording import Standing, certainty, of_presence, of_row, sentence, span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archive import Archive
    from archive.store.captures import Capture

STATES = ("gone", "suspect", "back", "unknown", "moved")
USUALLY = ("gone", "suspect", "back")
_COLOUR = {
    "gone": "red",
    "suspect": "yellow",
    "back": "green",
    "unknown": "magenta",
    "moved": "dim",
}
_COLUMNS = (
    "state", "url", "title", "source", "last_seen", "first_absent", "last_absent", "checks",
    "unclear", "last_checked", "since", "evidence",
)  # fmt: skip


@click.command()
@click.option("--since", type=TIME, help="Only pages that came to their state then or later.")
@click.option("--source", metavar="NAME", help="Only pages of one source.")
@click.option("--host", metavar="HOST", help="Only pages of one host, and of those below it.")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES),
    help="Only pages in this state; may be given again. Else gone, suspect and back.",
)  # fmt: skip
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(1, 1_000_000),
    help="Pages at most.",
)  # fmt: skip
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with a line of names.")
@json_option
@click.pass_obj
def gone(
    settings: Settings, since: datetime | None, source: str | None, host: str | None,
    states: tuple[str, ...], limit: int, as_csv: bool, as_json: bool,
) -> int:  # fmt: skip
    """List pages that are gone, that may be, and that are back.

    A page counts as gone when it was absent at several checks over a time, while its site
    answered: 3 checks over 24 hours, unless its source says otherwise. Errors, block pages and
    failures say nothing. When a page was taken down nobody knows but its site: what is told is
    when it was last seen and when first absent.
    """
    from archive.search.options import require_source
    from archive.store import presences
    from archive.telling.presence import listed_record, terms_by_source
    from archive.urls import host_meant, microseconds

    if as_csv and as_json:
        raise BadInput("--csv and --json are two forms; take one")
    with settings.opened() as archive:
        require_source(archive, source)
        rows = presences.listed(
            archive.connection, states or USUALLY, limit=limit + 1,
            sources=[source] if source else (),
            since=microseconds(since) if since else None, host=host_meant(host) if host else None,
        )  # fmt: skip
        terms = terms_by_source(archive)
    found = [listed_record(row, terms) for row in rows]
    shown = found[:limit]
    if as_csv:
        _print_csv(shown)
    elif as_json:
        for record in shown:
            print_json(record)
    else:
        for (row, url, title, named), _ in zip(rows, shown, strict=False):
            _print(of_row(row), url, title, named, terms.get(named, USUAL))
    if len(found) > limit:
        notices().print(f"the newest {limit:,} are shown; --limit says how many", soft_wrap=True)
    if not found:
        notices().print("no such page", style="dim")
    return Exit.DONE if found else Exit.NOTHING


def presence_line(found: Presence | None) -> str:
    """Where a page stands, in a line; empty where it simply is there."""
    if found is None or (found.state == "there" and not found.is_back):
        return ""
    one = of_presence(found)
    sure = certainty(one, found.terms)
    words = sentence(one) if one.state in ("back", "moved") else f"{one.state}: {sentence(one)}"
    evidence = one.evidence if one.evidence and one.state != "moved" else ""
    return "; ".join(part for part in (words, evidence, sure) if part)


def stands(archive: Archive, capture: Capture) -> list[tuple[str, str]]:
    """Where the page of a capture stands, as a line of what is known of it; none if it is there."""
    line = presence_line(of_page(archive, capture))
    return [("presence", line)] if line else []


def of_page(archive: Archive, capture: Capture) -> Presence | None:
    """Where the page of a capture stands."""
    from archive.presence.gathering import of_url

    return of_url(archive.connection, capture.url)


def _print(one: Standing, url: str, title: str, source: str | None, terms: Terms) -> None:
    head = Text.assemble((f"{one.state:<8}", _COLOUR[one.state]), harmless(title or url))
    output().print(head, soft_wrap=True)
    lines = [url, sentence(one, lambda time: f"{shown_time(time)} UTC")]
    rule = f"{terms.checks} checks over {span(terms.over)}" if one.state == "suspect" else ""
    lines += [
        "; ".join(part for part in (one.evidence, rule and f"gone takes {rule}", source) if part)
    ]
    for line in lines:
        if line:
            output().print(Text(f"{'':8}{harmless(line)}", style="dim"), soft_wrap=True)


def _print_csv(records: Sequence[dict[str, Any]]) -> None:
    sheet = csv.writer(sys.stdout, lineterminator="\n")
    sheet.writerow(_COLUMNS)
    for record in records:
        sheet.writerow([_cell(record[name]) for name in _COLUMNS])


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{shown_time(value).replace(' ', 'T')}Z"
    text = "" if value is None else str(value)
    # A spreadsheet would reckon what begins like a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
