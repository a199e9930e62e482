"""``greffe watch``: saved searches that tell what is new and what vanished."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json, shown_time
from archive.cli.watch_rows import (
    KINDS,
    matches_today,
    message_line,
    named,
    print_troubles,
    print_unsent,
    warnings,
)
from archive.cli.watching import known_recipients, lines, now, post
from archive.cli.worded import Worded
from archive.errors import BadInput, Exit, NotFound

if TYPE_CHECKING:
    from archive import Archive

_NAME = re.compile(r"[^\W_][\w-]{0,39}")
_MESSAGES = 10
_NONE = "no watches in this archive; `greffe watch add NAME QUERY` makes one"


def _held(settings: Settings) -> Archive:
    """The archive, to be written to; one that is not there is not made."""
    from archive import Archive

    return Archive.open(settings.archive, create=False)


@click.group()
def watch() -> None:
    """Save searches, and be told what is new and what vanished."""


@watch.command(cls=Worded, short_help="Save a search; it begins with what comes from now on.")
@click.argument("name")
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--to", "addresses", metavar="RECIPIENT", multiple=True,
    help="Whom to tell: @name, or an Apprise URL. More than once for several.",
)  # fmt: skip
@click.option("--lists", "is_broad", is_flag=True, help="Lists of articles count too.")
@json_option
@click.pass_obj
def add(
    settings: Settings, name: str, query: tuple[str, ...], addresses: tuple[str, ...],
    is_broad: bool, as_json: bool,
) -> int:  # fmt: skip
    """Save a search under a NAME.

    From now on, after each crawl and import, what newly matches is told, and what matched and does
    not any more. What matches today is not: this says how much it is.

    @name is told outside of the archive: GREFFE_NOTIFY_NAME in the environment, or notify.toml
    with name = "mailto://…" below [recipients]. https://appriseit.com/services/ lists what there
    is. Without any recipient the watch has its feeds: `greffe watch feed`, `greffe serve`.
    """
    from archive.search.matching import matching
    from archive.store import watches
    from archive.watching.recipients import checked

    words = " ".join(" ".join(query).split())
    told = [checked(address) for address in addresses]
    with _held(settings) as archive:
        _require_free(archive, name)
        matching(archive, words, ())
        with archive.transaction():
            watches.added(
                archive.connection, name, words, now(), is_broad=is_broad, recipients=told
            )
        understood, count = matches_today(archive, words)
    for line in warnings(told):
        notices().print(line, style="yellow", markup=False, soft_wrap=True)
    if as_json:
        print_json({"name": name, "query": words, "matches": count})
        return Exit.DONE
    said = f"{name}: {count} now for {understood}; what comes from now on is told"
    output().print(said, markup=False, soft_wrap=True)
    return Exit.DONE


def _require_free(archive: Archive, name: str) -> None:
    """Raise ``BadInput`` where this is no name for a new watch."""
    from archive.store import watches

    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name!r} is no name of a watch; use letters, digits and hyphens, 40 at most"
        )
    if any(one.name == name for one in watches.everything(archive.connection)):
        raise BadInput(f"there is a watch {name} already; `greffe watch remove {name}`")


@watch.command("list")
@json_option
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> int:
    """List the watches, what they found, and messages that could not be sent."""
    from archive.store import outbox, watches
    from archive.telling.watches import message_record, watch_record

    with settings.opened() as archive:
        held = watches.everything(archive.connection)
        rows = [watch_record(archive, one) for one in held]
        unsent = outbox.unsent(archive.connection)
    if as_json:
        for row in rows:
            print_json(row)
        for message in unsent:
            print_json({"message": message_record(message)})
        return Exit.DONE if rows else Exit.NOTHING
    if not rows:
        notices().print(_NONE)
        return Exit.NOTHING
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("name", "new", "vanished", "unseen", "tells", "looks for"):
        table.add_column(head, justify="right" if head in ("new", "vanished", "unseen") else "left")
    for row in rows:
        counts = [f"{row[kind]:,}" if row[kind] else "" for kind in ("new", "vanished", "unseen")]
        tells = ", ".join(row["recipients"]) or "feeds only"
        table.add_row(row["name"], *counts, Text(tells), Text(row["query"]))
    output().print(table)
    for row in rows:
        print_troubles(row)
    print_unsent(unsent)
    return Exit.DONE


@watch.command()
@click.argument("name")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000),
              help="Findings at most.")  # fmt: skip
@json_option
@click.pass_obj
def show(settings: Settings, name: str, limit: int, as_json: bool) -> int:
    """Show what a watch found, newest first, and what became of its messages."""
    from archive.store import outbox
    from archive.telling.watches import message_record, watch_record
    from archive.watching.accounts import recent
    from archive.watching.feed import record
    from archive.watching.letters import told_lines

    with settings.opened() as archive:
        one = named(archive, name)
        about = watch_record(archive, one)
        found = recent(archive, [one], limit)
        messages = outbox.of_watch(archive.connection, one.id, _MESSAGES)
    if as_json:
        print_json({**about, "messages": [message_record(message) for message in messages]})
        for account in found:
            print_json(record(account))
        return Exit.DONE
    console = output()
    tells = ", ".join(about["recipients"]) or "nobody; it has its feeds"
    console.print(Text(f"{one.name}: {one.query}", style="bold"), soft_wrap=True)
    made = shown_time(one.created)[:-3]
    console.print(Text(f"made {made} UTC, tells {tells}"), soft_wrap=True)
    print_troubles(about)
    for account in found:
        console.print()
        console.print(Text(f"{KINDS[account.kind]}, found {shown_time(account.found)[:-3]} UTC"))
        for line in told_lines(account, None):
            console.print(Text(line), soft_wrap=True)
    if messages:
        console.print()
    for message in messages:
        console.print(Text(message_line(message)), soft_wrap=True)
    return Exit.DONE


@watch.command()
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> int:
    """Remove a watch, what it found, and its messages that wait."""
    from archive.store import watches

    with _held(settings) as archive:
        one = named(archive, name)
        with archive.transaction():
            watches.removed(archive.connection, one.id)
    notices().print(f"removed the watch {name}; the archive keeps all pages", markup=False)
    return Exit.DONE


@watch.command()
@click.argument("name")
@click.pass_obj
def test(settings: Settings, name: str) -> int:
    """Send a message to all whom a watch tells, which says that it is a test."""
    from archive.notify import NotSent
    from archive.watching.letters import trial
    from archive.watching.recipients import masked

    with settings.opened() as archive:
        one = named(archive, name)
    if not one.recipients:
        raise NotFound(f"the watch {name} tells nobody; it has its feeds: greffe watch feed {name}")
    way, failed = post(), 0
    for address in one.recipients:
        try:
            way.send(way.url(address), lambda _: trial(one.name, one.query))
        except (NotSent, BadInput) as error:
            failed += 1
            click.echo(f"greffe: {masked(address)}: {error}", err=True)
        else:
            click.echo(f"{masked(address)}: sent")
    if failed == len(one.recipients):
        return Exit.UNREACHABLE
    return Exit.PARTLY if failed else Exit.DONE


@watch.command()
@click.option("--now", "is_urgent", is_flag=True,
              help="Try at once what failed before, and what was given up.")  # fmt: skip
@json_option
@click.pass_obj
def run(settings: Settings, is_urgent: bool, as_json: bool) -> int:
    """Hold all watches against what came, and send what is due, as crawls do at their end."""
    from archive.store import outbox
    from archive.watching.recipients import masked
    from archive.watching.run import ran

    with _held(settings) as archive:
        if is_urgent:
            with archive.transaction():
                outbox.wanted_again(archive.connection, now())
        done = ran(archive, post(), now)
    if as_json:
        failed = {masked(address): why for address, why in done.delivered.failed.items()}
        found = {name: dict(counts) for name, counts in done.looked.found.items()}
        print_json({"found": found, "faults": done.looked.faults, "sent": done.delivered.sent,
                    "failed": failed})  # fmt: skip
    else:
        said = list(lines(done))
        for line in said or ["nothing new"]:
            output().print(line, markup=False, soft_wrap=True)
    return Exit.PARTLY if done.delivered.failed or done.looked.faults else Exit.DONE


@watch.command()
@click.argument("name", required=False)
@click.option("--json", "is_json", is_flag=True, help="JSON Feed in place of Atom.")
@click.option("--output", "-o", "path", type=click.Path(path_type=Path), help="A file to write.")
@click.pass_obj
def feed(settings: Settings, name: str | None, is_json: bool, path: Path | None) -> int:
    """Write the feed of a watch, or of all, as Atom or JSON Feed."""
    from archive.api.feeds import atom, json_feed
    from archive.formats.target import require_other, target
    from archive.store import watches
    from archive.watching.feed import feed_of, feed_of_all

    room = known_recipients().room
    with settings.opened() as archive:
        if path is not None:
            require_other(archive, path)
        if name is None:
            held = watches.everything(archive.connection)
            made = feed_of_all(archive, held, room)
        else:
            made = feed_of(archive, named(archive, name), room)
    document = json_feed(made) if is_json else atom(made)
    with target(path or sys.stdout.buffer) as file:
        file.write(document + b"\n")
    if path is not None:
        notices().print(f"wrote {path}", markup=False)
    return Exit.DONE
