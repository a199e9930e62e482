"""``greffe remove``: captures taken out by order, with a tombstone that says why."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from archive.cli.context import (
    TIME,
    Settings,
    json_option,
    notices,
    output,
    period_end,
    print_json,
    shown_time,
    split_time,
)
from archive.cli.counts import shown_size
from archive.cli.space import give_back
from archive.errors import BadInput, Exit, NotFound

if TYPE_CHECKING:
    from archive import Archive
    from archive.store.captures import Capture
    from archive.takedown import Order

_SHOWN = 20


@click.command(short_help="Take captures out by order, with a reason that stays.")
@click.argument("url", metavar="URL[@TIME]")
@click.option("--reason", required=True, help='Why, e.g. "order 12 O 345/25 of the court of X".')
@click.option("--prefix", "is_prefix", is_flag=True, help="Everything that begins like URL.")
@click.option("--source", help="Only captures of this source.")
@click.option("--from", "since", type=TIME, help="Only what was captured then or later.")
@click.option("--to", "until", type=TIME, help="Only what was captured before then.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def remove(
    settings: Settings, url: str, reason: str, is_prefix: bool, source: str | None,
    since: datetime | None, until: datetime | None, dry_run: bool, yes: bool, as_json: bool,
) -> int:  # fmt: skip
    """Take captures out of the archive for good: records, texts, links and index.

    URL means all its captures, URL@TIME those of that year, month, day or second. A tombstone
    stays, with the reason, which `greffe history` and the reading room show. Crawls do not ask
    for the URL again, and imports do not bring it back. Backups and exported files are not
    touched.
    """
    from archive.takedown import order, taken_down

    if not reason.strip():
        raise BadInput("the reason is empty; it is all that will be known of what was here")
    from archive.rebuild.leftovers import removed_leftovers

    rule, where = _meant(url, source, since, until, is_prefix=is_prefix)
    with settings.opened(read_only=dry_run) as archive:
        try:
            meant = order(archive, *where)
        except NotFound:
            raise NotFound(_nothing(archive, url)) from None
        _tell(meant, as_json=as_json)
        if dry_run:
            return Exit.DONE
        if not yes:
            _confirm(meant)
        barred = taken_down(archive, meant, rule, reason.strip(), datetime.now(UTC))
        if as_json:
            print_json({"removed": len(meant.all), "barred": barred, "reason": reason.strip()})
        else:
            _tell_done(meant, barred)
        give_back(archive, as_json=as_json, is_thorough=True)
    if not removed_leftovers(settings.archive):
        words = "texts are read anew by another process; its file holds them until it ends"
        notices().print(words, style="yellow", soft_wrap=True)
    return Exit.DONE


def _meant(
    url: str, source: str | None, since: datetime | None, until: datetime | None, *,
    is_prefix: bool,
) -> tuple[str, tuple[str, list[object]]]:  # fmt: skip
    """What was named, in words, and as an SQL condition with its values."""
    from archive.formats.selection import Selection
    from archive.identity import own_key, page_key
    from archive.serving.addresses import whole_url
    from archive.urls import microseconds, urlkey

    times = (("from", since), ("until", until))
    named = [f"{name} {shown_time(time)} UTC" for name, time in times if time]
    named = [f"URL prefix {url}" if is_prefix else f"URL {url}", *named]
    rule = ", ".join([*named, f"source {source}"] if source else named)
    where = Selection(source, url if is_prefix else None, since, until).condition()
    if is_prefix:
        return rule, where
    plain, time = split_time(url)
    address = whole_url(plain) or plain
    # Texts that a catalogue knows under another address are meant by either.
    page = "(capture.urlkey = ? OR capture.page_id IN (SELECT id FROM page WHERE urlkey IN (?, ?)))"
    condition, values = f"{where[0]} AND {page}", where[1]
    values += [urlkey(address), page_key(address), own_key(address)]
    if time is not None:
        condition += " AND capture.time >= ? AND capture.time < ?"
        values += [microseconds(time), microseconds(period_end(url, time))]
    return rule, (condition, values)


def _nothing(archive: Archive, url: str) -> str:
    """Why nothing is meant, with the captures that were perhaps."""
    plain, time = split_time(url)
    near = archive.captures(plain)
    if time is None or not near:
        return f"nothing to remove: {archive.path} has no capture of {url} that is meant"
    nearest = sorted(near, key=lambda capture: abs(capture.time - time))[:3]
    times = ", ".join(shown_time(capture.time) for capture in nearest)
    return f"nothing to remove: no capture of {plain} at that time; the nearest are of {times} UTC"


def _tell(meant: Order, *, as_json: bool) -> None:
    if as_json:
        for one in meant.all:
            print_json(_capture_json(one, is_named=one in meant.captures))
        return
    console = output()
    many = f"{len(meant.all):,} {'capture' if len(meant.all) == 1 else 'captures'}"
    console.print(f"{many}, about {shown_size(meant.bytes)}:", soft_wrap=True)
    for one in meant.all[:_SHOWN]:
        also = "" if one in meant.captures else "  (a revisit of one of them)"
        line = f"  {shown_time(one.time)} UTC  {one.outcome:<9} {one.url}{also}"
        console.print(line, markup=False, soft_wrap=True)
    if len(meant.all) > _SHOWN:
        console.print(f"  and {len(meant.all) - _SHOWN:,} more; --json names all")
    for holder in meant.holders[:_SHOWN]:
        notices().print(
            f"what they show stays: {holder.url} of {shown_time(holder.time)} UTC holds the "
            "payload of some; if that has to go too, name it",
            style="yellow", markup=False, soft_wrap=True,
        )  # fmt: skip


def _confirm(meant: Order) -> None:
    if not sys.stdin.isatty():
        raise click.UsageError("nothing was removed: nobody can be asked here; --yes does not ask")
    if not click.confirm(f"Remove {len(meant.all):,} for good?", err=True):
        raise click.Abort


def _tell_done(meant: Order, barred: int) -> None:
    console = output()
    count = len(meant.all)
    told = "a tombstone says why" if count == 1 else f"{count:,} tombstones say why"
    console.print(f"removed; {told}")
    if barred:
        urls = "this URL" if barred == 1 else f"{barred:,} of these URLs"
        console.print(f"  crawls do not ask for {urls} again")
    console.print("  backups and exported files still hold it", style="dim")


def _capture_json(one: Capture, *, is_named: bool) -> dict[str, object]:
    return {
        "url": one.url, "captured": one.time, "outcome": one.outcome, "sha256": one.digest,
        "is_named": is_named,
    }  # fmt: skip
