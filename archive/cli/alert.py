"""``greffe alert``: who is told when a source begins to do badly, and when it does well again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json, shown_time
from archive.cli.judging import lines as judged_lines
from archive.cli.watch_rows import print_unsent, warnings
from archive.cli.watching import PATIENCE, lines, now, post
from archive.errors import BadInput, Exit, NotFound
from archive.store.alerts import FAILURES

if TYPE_CHECKING:
    from archive import Archive

_NONE = "nobody is told; `greffe alert add RECIPIENT` tells somebody"


def _held(settings: Settings) -> Archive:
    """The archive, to be written to; one that is not there is not made."""
    from archive import Archive

    return Archive.open(settings.archive, create=False)


@click.group()
def alert() -> None:
    """Be told when a source begins to do badly, and when it does well again."""


@alert.command(short_help="Tell somebody from now on.")
@click.argument("recipients", metavar="RECIPIENT...", nargs=-1, required=True)
@click.option(
    "--after", "failures", default=FAILURES, show_default=True, type=click.IntRange(1, 1000),
    help="Crawls in a row that fail or are blocked before that is told.",
)  # fmt: skip
@click.pass_obj
def add(settings: Settings, recipients: tuple[str, ...], failures: int) -> int:
    """Tell a RECIPIENT, @name or an Apprise URL, of sources that begin to do badly.

    A source that is blocked or failing is told of after some crawls in a row; one that is silent,
    thin, late, moved, gone or laid out anew at once. Its recovery is told, too; each once.

    @name is told outside of the archive: GREFFE_NOTIFY_NAME in the environment, or notify.toml
    with name = "mailto://…" below [recipients]. https://appriseit.com/services/ lists what there
    is. Adding somebody again changes --after.
    """
    from archive.store import alerts
    from archive.watching.recipients import checked, masked

    told = [checked(recipient) for recipient in recipients]
    with _held(settings) as archive, archive.transaction():
        for address in told:
            alerts.add(archive.connection, address, failures, now())
    for line in warnings(told):
        notices().print(line, style="yellow", markup=False, soft_wrap=True)
    names = ", ".join(masked(address) for address in told)
    tries = "1 failed crawl" if failures == 1 else f"{failures:,} failed crawls in a row"
    output().print(
        f"{names}: told from the next crawl on, of blocked and failing sources after {tries}; "
        "`greffe alert test` tries it",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    return Exit.DONE


@alert.command("list")
@json_option
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> int:
    """List who is told, and messages that could not be sent."""
    from archive.store import alerts, outbox
    from archive.watching.recipients import masked

    with settings.opened() as archive:
        found = alerts.everyone(archive.connection)
        unsent = outbox.unsent(archive.connection)
    for one in found:
        name = masked(one.address)
        if as_json:
            print_json({"recipient": name, "after": one.failures, "since": one.created})
            continue
        since = shown_time(one.created)[:-3]
        line = f"{name}, since {since} UTC; blocked and failing sources after {one.failures:,}"
        output().print(f"{line} {'crawl' if one.failures == 1 else 'crawls'}", markup=False)
    if not as_json:
        print_unsent(unsent)
    if not found:
        notices().print(_NONE, markup=False)
    return Exit.DONE if found else Exit.NOTHING


@alert.command(short_help="Tell somebody no more.")
@click.argument("recipient")
@click.pass_obj
def remove(settings: Settings, recipient: str) -> int:
    """Tell a RECIPIENT no more, as it was added or as `greffe alert list` shows it."""
    from archive.store import alerts
    from archive.watching.recipients import masked

    with _held(settings) as archive:
        known = [one.address for one in alerts.everyone(archive.connection)]
        meant = [one for one in known if recipient in (one, masked(one))]
        if not meant:
            names = ", ".join(map(masked, known)) or "nobody"
            raise NotFound(f"{masked(recipient)} is not told of anything; told are: {names}")
        with archive.transaction():
            for address in meant:
                alerts.remove(archive.connection, address)
    notices().print(f"{masked(meant[0])} is told no more", markup=False)
    return Exit.DONE


@alert.command()
@click.argument("recipients", metavar="[RECIPIENT]...", nargs=-1)
@click.pass_obj
def test(settings: Settings, recipients: tuple[str, ...]) -> int:
    """Send a message to all who are told, or to a RECIPIENT, which says that it is a test."""
    from archive.health.letters import trial
    from archive.notify import NotSent
    from archive.store import alerts
    from archive.watching.recipients import checked, masked

    addresses = [checked(recipient) for recipient in recipients]
    if not addresses:
        with settings.opened() as archive:
            addresses = [one.address for one in alerts.everyone(archive.connection)]
    if not addresses:
        raise NotFound(_NONE)
    way, failed = post(), 0
    for address in addresses:
        try:
            way.send(way.url(address), lambda _: trial())
        except (NotSent, BadInput) as error:
            failed += 1
            click.echo(f"greffe: {masked(address)}: {error}", err=True)
        else:
            click.echo(f"{masked(address)}: sent")
    if failed == len(addresses):
        return Exit.UNREACHABLE
    return Exit.PARTLY if failed else Exit.DONE


@alert.command(short_help="Judge the sources and send what is due, as crawls do at their end.")
@click.pass_obj
def run(settings: Settings) -> int:
    """Judge how all sources do, and send what is due.

    Crawls do it at their end. In cron, apart from them, it tells as well that crawls are late.
    """
    from archive.health import files
    from archive.health.noting import noted
    from archive.watching.run import ran

    with _held(settings) as archive:
        changed = noted(archive, now(), files.named(settings.sources))
        done = ran(archive, post(), now, patience=PATIENCE)
    said = [*judged_lines(changed), *lines(done)]
    for line in said or ["no source does otherwise than before"]:
        output().print(Text(line), soft_wrap=True)
    return Exit.PARTLY if done.delivered.failed else Exit.DONE
