"""What every command shares: the archive it works on, and how times are given."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.telling.plain import written
from archive.urls import parsed_time, timestamp

if TYPE_CHECKING:
    from rich.console import Console

    from archive import Archive


@dataclass(frozen=True, slots=True)
class Settings:
    """What stands before the command.

    Attributes:
        archive: the archive file.
        sources: the folder of source files.
    """

    archive: Path
    sources: Path

    def opened(self, *, read_only: bool = True) -> Archive:
        """The archive, which must be there.

        Raises:
            MissingArchive, ForeignFile, NewerArchive, DamagedArchive: as their names say.
        """
        from archive import Archive

        return Archive.open(self.archive, create=not read_only, read_only=read_only)


class Time(click.ParamType[datetime]):
    """A date or time: 2025, 2025-03, 2025-03-14, 20250314100000, 2025-03-14T10:00."""

    name = "time"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002  # click's interface
        ctx: click.Context | None,  # noqa: ARG002
    ) -> datetime:
        """Read it, or say how to write one."""
        if isinstance(value, datetime):
            return value
        time = parsed_time(str(value))
        if time is None:
            self.fail(f"{value!r} is no time; write e.g. 2025, 2025-03-14 or 20250314100000")
        return time


TIME = Time()


def split_time(asked: str) -> tuple[str, datetime | None]:
    """Take ``URL@TIME`` apart; an ``@`` that no time follows belongs to the URL."""
    url, at, tail = asked.rpartition("@")
    time = parsed_time(tail) if at else None
    return (url, time) if time else (asked, None)


def period_end(asked: str, start: datetime) -> datetime:
    """The end of the year, month, day, hour, minute or second that ``URL@TIME`` names."""
    digits = min(sum(map(str.isdigit, asked.rpartition("@")[2])), 14)
    if digits == _YEAR:
        return start.replace(year=start.year + 1)
    if digits == _MONTH:
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    spans = {8: timedelta(days=1), 10: timedelta(hours=1), 12: timedelta(minutes=1)}
    return start + spans.get(digits, timedelta(seconds=1))


def how_far_off(asked: str, captured: datetime) -> str:
    """How far from the time in ``URL@TIME`` a capture was made; empty if within it."""
    from archive.web.wording import distance

    _, time = split_time(asked)
    tail = asked.rpartition("@")[2]
    named = min(sum(map(str.isdigit, tail)), 14)
    if time is None or timestamp(captured)[:named] == timestamp(time)[:named]:
        return ""
    side = "later" if captured > time else "earlier"
    return f"{tail}; the nearest capture is {distance(captured - time)} {side}"


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def with_archive(command: click.Command) -> click.Command:
    """Let a command, and those below it, take ``--archive`` after its name too."""

    def choose(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None:
            ctx.obj = replace(ctx.obj, archive=value)

    if isinstance(command, click.Group):
        for child in command.commands.values():
            with_archive(child)
        return command
    option = click.Option(
        ["--archive"], type=click.Path(path_type=Path), expose_value=False, hidden=True,
        callback=choose,
    )  # fmt: skip
    command.params.append(option)
    return command


_ANY_WIDTH = 10_000
_YEAR, _MONTH = 4, 6
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def output() -> Console:
    """Standard output; as wide as it must be where no person reads it."""
    from rich.console import Console

    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_ANY_WIDTH)


def notices() -> Console:
    """Standard error, for what is not the answer itself."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    return (
        console if console.is_terminal else Console(stderr=True, highlight=False, width=_ANY_WIDTH)
    )


def print_json(record: dict[str, Any]) -> None:
    """Print one JSON object on one line."""
    sys.stdout.write(written(record) + "\n")


def harmless(text: str) -> str:
    """A text of others without what would lead the terminal of who reads it.

    C0 and C1 control characters but tab and line feed.
    """
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def shown_time(time: datetime | None) -> str:
    """A time for people: UTC, to the second."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if time else ""
