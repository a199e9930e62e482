"""``greffe listing``: what stood on a front page, a feed or a sitemap, and what became of it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

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
from archive.cli.pages import meant
from archive.errors import Exit, NotFound

if TYPE_CHECKING:
    from archive import Archive
    from archive.history.listings import Change, Item, Listing

_MARKS = {
    "appeared": "new", "back": "back", "moved up": "▲", "moved down": "▼", "retitled": "retitled",
}  # fmt: skip
_STYLES = {
    "appeared": "green", "back": "green", "retitled": "yellow", "vanished": "red",
    "moved up": "cyan", "moved down": "cyan",
}  # fmt: skip


@click.command()
@click.argument("url")
@click.option("--at", type=TIME, help="The list as it stood at a time.")
@click.option("--changes", "with_changes", is_flag=True, help="What came, moved, went, and when.")
@click.option("--since", type=TIME, help="Only changes seen then or later; implies --changes.")
@click.option("--item", help="What became of one item, by its URL.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, with a head.")
@json_option
@click.pass_obj
def listing(
    settings: Settings, url: str, *, at: datetime | None, with_changes: bool,
    since: datetime | None, item: str | None, as_csv: bool, as_json: bool,
) -> int:  # fmt: skip
    """Show what stood on a list: a front or news page, a feed or a sitemap.

    As it stood last, or at a time. Changes are told as intervals between two looks at the list:
    when in between they happened is not known. A captured block page, an error or a list that was
    cut short says nothing.
    """
    with_changes = with_changes or since is not None
    chosen = (with_changes, item is not None, at is not None)
    if sum(chosen) > 1:
        raise click.UsageError("--at, --item and --changes (or --since) exclude one another")
    if as_csv and as_json:
        raise click.UsageError("--csv and --json exclude one another: choose one")
    with settings.opened() as archive:
        told = _told(archive, meant(url))
    if item is not None:
        return _show_life(told, meant(item), as_csv=as_csv, as_json=as_json)
    if with_changes:
        found = [one for one in told.changes if since is None or one.by >= since]
        return _show_changes(told, found, as_csv=as_csv, as_json=as_json)
    return _show_look(told, told.at(at), as_csv=as_csv, as_json=as_json)


def stood(archive: Archive, url: str) -> list[tuple[str, str]]:
    """The lists on which a page stood, as lines of ``greffe show``."""
    from archive.history.listings import stood_on
    from archive.history.listings.wording import standing

    return [("stood on", standing(one)) for one in stood_on(archive, url)]


def _told(archive: Archive, url: str) -> Listing:
    from archive.history.listings import listing_of, stood_on

    if (found := listing_of(archive, url)) is not None:
        return found
    if not archive.captures(url):
        raise NotFound(f"no capture of {url} in {archive.path}")
    hint = f"`greffe show {shlex.quote(url)}` shows what was captured"
    if lists := stood_on(archive, url):
        hint = f"`greffe listing {shlex.quote(lists[0].url)} --item {shlex.quote(url)}` tells of it"
        hint = f"it stood on {len(lists)} list{'s' if len(lists) > 1 else ''} itself: {hint}"
    raise NotFound(f"no capture of {url} was read as a list; {hint}")


def _show_look(told: Listing, number: int, *, as_csv: bool, as_json: bool) -> int:
    from archive.telling.listings import look_records

    look = told.looks[number]
    rows = list(look_records(told, look))
    if as_csv or as_json:
        print_rows(rows, as_csv=as_csv)
        return Exit.DONE
    _print_head(told)
    console = output()
    console.print(Text(f"as it stood at {shown_time(look.time)} UTC\n", style="bold"))
    table = _table("", "", "headline", "its day", "there since (UTC)")
    for item, row in zip(look.items, rows, strict=True):
        marks = Text()
        for kind in row["changes"]:
            marks.append(f"{_MARKS.get(kind, '')} ", _STYLES.get(kind, ""))
        words = Text(harmless(item.title or item.url))
        since = shown_time(row["first"])[:16] + ("" if row["after"] else " or before")
        table.add_row(str(item.place), marks, words, (item.day or "")[:10], since)
    console.print(table)
    return Exit.DONE


def _show_changes(told: Listing, found: Sequence[Change], *, as_csv: bool, as_json: bool) -> int:
    from archive.history.listings.wording import between
    from archive.history.listings.wording import told as worded
    from archive.telling.listings import change_record

    if as_csv or as_json:
        print_rows([change_record(one) for one in found], as_csv=as_csv)
        return Exit.DONE if found else Exit.NOTHING
    _print_head(told)
    console, when = output(), ""
    for one in found:
        if (words := between(one.after, one.by)) != when:
            when = words
            console.print(Text(f"\n{when}", style="dim"))
        said = harmless(_titled(one.item))
        line = Text.assemble("  ", (worded(one), _STYLES.get(one.kind, "")), f": {said}")
        if one.kind in ("retitled", "kicker") and one.was:
            line.append(f"\n    was: {harmless(one.was.title)}", "dim")
        console.print(line, soft_wrap=True)
    if not found:
        notices().print("no changes seen", style="dim")
    return Exit.DONE if found else Exit.NOTHING


def _show_life(told: Listing, url: str, *, as_csv: bool, as_json: bool) -> int:
    from archive.history.listings import wording
    from archive.identity import page_key
    from archive.telling.listings import life_record

    life = told.life(page_key(url))
    if life is None:
        raise NotFound(f"{url} was not seen on {told.url} in {wording.looked(told)}")
    if as_json:
        print_json({"listing": told.url, **life_record(life)})
        return Exit.DONE
    if as_csv:
        print_rows(
            [
                {"captured": time, "place": item.place, "title": item.title, "url": item.url}
                for time, item in life.seen
            ],
            as_csv=True,
        )
        return Exit.DONE
    _print_head(told)
    console = output()
    console.print(Text(f"\n{harmless(_titled(life.last))}", style="bold"), soft_wrap=True)
    console.print(Text(life.last.url, style="dim"), soft_wrap=True)
    time, best = life.best
    console.print(f"at best in place {best.place}, first at {shown_time(time)} UTC", soft_wrap=True)
    if words := wording.top(life):
        console.print(words)
    for stay in life.stays:
        came = wording.between(stay.after, stay.first)
        console.print(f"  came {came}; {wording.gone(stay)}", soft_wrap=True)
    for one in life.changes:
        line = f"  {wording.between(one.after, one.by)}: {wording.told(one)}"
        console.print(Text(line, style=_STYLES.get(one.kind, "")), soft_wrap=True)
    if len(life.titles) > 1:
        console.print("headlines:")
        for title, first, last in life.titles:
            span = f"{shown_time(first)[:16]} – {shown_time(last)[:16]} UTC"
            console.print(Text(f"  {span}  {harmless(title)}"), soft_wrap=True)
    return Exit.DONE


def _print_head(told: Listing) -> None:
    from archive.history.listings.wording import FORMS, ORDERS, looked

    form = "" if told.form == "page" else f"a {FORMS[told.form]}; "
    console = output()
    console.print(Text(told.url, style="bold"), soft_wrap=True)
    console.print(Text(f"{looked(told)}; {form}{ORDERS[told.order]}", style="dim"), soft_wrap=True)
    for one in told.unread[-3:]:
        line = f"  {shown_time(one.time)} UTC says nothing of it: {harmless(one.why)}"
        console.print(Text(line, style="dim"), soft_wrap=True)


def _titled(item: Item) -> str:
    return item.title or item.url


def print_rows(rows: Sequence[dict[str, Any]], *, as_csv: bool) -> None:
    """Print records as CSV with a head, or as JSON, one a line."""
    from archive.formats.sheets import BOM, cell, line

    if not as_csv:
        for row in rows:
            print_json(row)
        return
    sys.stdout.flush()
    write = sys.stdout.buffer.write
    if rows:
        write(BOM + line(tuple(rows[0])))
    for row in rows:
        write(line([cell(_iso(value)) for value in row.values()]))
    sys.stdout.buffer.flush()


def _iso(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 1), collapse_padding=True, pad_edge=False,
                  header_style="dim")  # fmt: skip
    for name in names:
        table.add_column(name, overflow="fold", no_wrap=name != "headline")
    return table
