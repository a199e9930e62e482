"""``greffe schedule``: when each source is due, and how a system runs crawls by itself."""

from __future__ import annotations

import getpass
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json, shown_time
from archive.cli.counts import counted_table, shown_outcome, shown_span
from archive.errors import BadInput, Exit
from crawler.commands.crawls import DUE_MINUTES, usable

if TYPE_CHECKING:
    from crawler.lock import Holder
    from crawler.schedule import Turn
    from crawler.units import Job

_SYSTEM, _USER = Path("/etc/systemd/system"), Path("~/.config/systemd/user")


@click.command(short_help="Say when sources are due; print lines for cron and systemd.")
@click.option("--cron", is_flag=True, help="Print the line for `crontab -e`.")
@click.option("--systemd", is_flag=True, help="Print a service and a timer.")
@click.option("--user", is_flag=True, help="With --systemd: units of yours, not of the system.")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="With --systemd: write both units into this folder.",
)
@click.option("--each", default="10m", show_default=True, help="From one run to the next.")
@click.option(
    "--minutes",
    type=click.FloatRange(0, 24 * 60),
    default=DUE_MINUTES,
    show_default=True,
    help="Of a run at most; 0 for no limit.",
)
@click.option(
    "--pages", type=click.IntRange(0), default=0, help="Of a run at most; 0 for no limit."
)
@click.option(
    "--contact",
    envvar="GREFFE_CONTACT",
    default="",
    show_envvar=True,
    help="Mail address or URL that tells sites who crawls them.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that cron appends to.  [default: greffe.log beside the archive]",
)
@json_option
@click.pass_obj
def schedule(
    settings: Settings, cron: bool, systemd: bool, user: bool, into: Path | None, each: str,
    minutes: float, pages: int, contact: str, log: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Say when each source is due next, and print what makes a system crawl by itself.

    One line is enough: `greffe crawl --due` knows what is due of all sources, now and later, and
    ends at once where nothing is or another crawl is at work.
    """
    if (user or into) and not systemd:
        raise click.UsageError("--user and --into go with --systemd")
    if not (cron or systemd):
        return _print_turns(settings, as_json=as_json)
    sources, _ = usable(settings.sources)
    if not contact and not all(source.user_agent for source in sources):
        words = "no contact: only sources of this machine are crawled; give --contact"
        notices().print(words, soft_wrap=True)
    job = _job(settings, each, minutes, pages, contact, log)
    if as_json and not into:
        _print_json(job, has_cron=cron, has_units=systemd, is_of_user=user)
        return Exit.DONE
    if cron:
        _print_cron(job)
    if systemd:
        _print_units(job, into, is_of_user=user)
    return Exit.DONE


def program() -> list[str]:
    """How this very Greffe is called, by absolute paths."""
    called = shutil.which(sys.argv[0]) if sys.argv else None
    if called and Path(called).name.startswith("greffe"):
        return [str(Path(called).absolute())]
    beside = Path(sys.executable).with_name("greffe")
    if beside.is_file():
        return [str(beside.absolute())]
    return [str(Path(sys.executable).absolute()), "-c", "from archive.cli.main import main; main()"]


def _job(
    settings: Settings, each: str, minutes: float, pages: int, contact: str, log: Path | None
) -> Job:
    from crawler.sources.loading import span_of
    from crawler.units import Job, minutes_each

    span = span_of(each)
    if span is None:
        raise BadInput(f'--each {each!r} is no time; write e.g. "10m" or "1h"')
    archive = settings.archive.absolute()
    command = [
        *program(), "--archive", str(archive), "--sources", str(settings.sources.absolute()),
        "crawl", "--due", "--minutes", f"{minutes:g}",
    ]  # fmt: skip
    command += ["--pages", str(pages)] if pages else []
    command += ["--contact", contact] if contact else []
    place = (log or archive.with_name("greffe.log")).absolute()
    return Job(command, Path.cwd(), minutes_each(span), minutes, place, getpass.getuser())


def _print_json(job: Job, *, has_cron: bool, has_units: bool, is_of_user: bool) -> None:
    from crawler.units import cron_line, service, timer

    if has_cron:
        print_json({"cron": cron_line(job), "log": str(job.log)})
    job = replace(job, user="") if is_of_user else job
    for name, text in (("service", service(job)), ("timer", timer(job))) if has_units else ():
        place = (_USER if is_of_user else _SYSTEM) / f"greffe.{name}"
        print_json({"unit": f"greffe.{name}", "file": str(place), "text": text})


def _print_cron(job: Job) -> None:
    from crawler.units import cron_line

    click.echo(cron_line(job))
    notices().print(
        f"add that line with `crontab -e`; what crawls did is appended to {job.log}",
        style="dim", markup=False, soft_wrap=True,
    )  # fmt: skip


def _print_units(job: Job, into: Path | None, *, is_of_user: bool) -> None:
    from crawler.units import service, timer

    job = replace(job, user="") if is_of_user else job
    units = {"greffe.service": service(job), "greffe.timer": timer(job)}
    place = _USER if is_of_user else _SYSTEM
    if into is None:
        blocks = [f"# {place / name}\n{text}" for name, text in units.items()]
        click.echo("\n".join(blocks), nl=False)
    else:
        _write(into, units)
    for line in _advice(place, is_of_user=is_of_user, is_written=into is not None):
        notices().print(line, style="dim", markup=False, soft_wrap=True)


def _write(folder: Path, units: dict[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in units.items():
            (folder / name).write_text(text, encoding="utf-8")
            click.echo(str(folder / name))
    except OSError as error:
        raise BadInput(f"cannot write units into {folder}: {error.strerror}") from error


def _advice(place: Path, *, is_of_user: bool, is_written: bool) -> Iterator[str]:
    ctl = "systemctl --user" if is_of_user else "sudo systemctl"
    if not is_written:
        yield f"write the two files into {place}, or let --into do it; then:"
    yield f"  {ctl} daemon-reload && {ctl} enable --now greffe.timer"
    if is_of_user:
        yield "  loginctl enable-linger     # it runs also while you are not logged in"
    yield f"  journal{'ctl --user' if is_of_user else 'ctl'} -u greffe     # what crawls did"


def _print_turns(settings: Settings, *, as_json: bool) -> int:
    from crawler.lock import at_work
    from crawler.schedule import turns

    sources, faults = usable(settings.sources)
    now = datetime.now(UTC)
    is_there = settings.archive.is_file() and settings.archive.stat().st_size > 0
    with settings.opened() if is_there else nullcontext() as archive:
        found = turns(archive, sources, now)
    holder = at_work(settings.archive)
    found = [_seen(turn, holder) for turn in found]
    if as_json:
        for turn in found:
            print_json(_turn_json(turn, now))
    else:
        _print_table(found, now)
        if holder:
            words = f"process {holder.process} crawls since {shown_time(holder.since)} UTC"
            notices().print(words, soft_wrap=True)
        words = "`greffe schedule --cron` or `--systemd` prints what crawls them when they are due"
        notices().print(words, style="dim", soft_wrap=True)
    return Exit.PARTLY if faults else Exit.DONE


def _seen(turn: Turn, holder: Holder | None) -> Turn:
    """A turn, with what only the lock tells: a crawl that has not ended may still go on."""
    is_going = holder is not None and turn.last is not None and turn.last.ended is None
    return replace(turn, why="it is being crawled") if is_going else turn


def _print_table(found: Sequence[Turn], now: datetime) -> None:
    table = counted_table(("source", "due, UTC", "", "why", "last crawl, UTC", "outcome"), ())
    for turn in found:
        last = turn.last
        ended = shown_time(last.began) if last else "never"
        outcome = shown_outcome(last.outcome or "cut off") if last else ""
        due = "now" if turn.is_due(now) else shown_time(turn.due)
        table.add_row(turn.source.name, due, _from_now(turn, now), Text(turn.why), ended, outcome)
    output().print(table)


def _from_now(turn: Turn, now: datetime) -> str:
    if turn.last is None:
        return ""
    wait = turn.due - now
    if wait > timedelta():
        return f"in {shown_span(wait.total_seconds())}"
    return f"for {shown_span(-wait.total_seconds())}"


def _turn_json(turn: Turn, now: datetime) -> dict[str, Any]:
    last = turn.last
    return {
        "source": turn.source.name,
        "is_due": turn.is_due(now),
        "due": turn.due if last else None,
        "why": turn.why,
        "entries": turn.entries,
        "last": last.began if last else None,
        "outcome": last.outcome if last else None,
        "every": turn.source.schedule.every.total_seconds(),
    }
