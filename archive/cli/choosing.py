"""Options that the commands of ``greffe export`` share: what is chosen, what comes along."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.context import TIME

if TYPE_CHECKING:
    from archive import Archive
    from archive.formats.selection import Selection

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_SMALLEST = 10_000


class Size(click.ParamType[int]):
    """A number of bytes: 1GB, 700 MB, 4GiB, 500000."""

    name = "size"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,  # noqa: ARG002  # click's interface
        ctx: click.Context | None,  # noqa: ARG002
    ) -> int:
        """Read it, or say how to write one."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", value.strip().lower())
        if match is None:
            self.fail(f"{value!r} is no size; write e.g. 1GB, 700MB or 4GiB")
        number, unit, is_binary = match.groups()
        steps = "kmgt".find(unit) + 1 if unit else 0
        size = int(float(number) * (1024**steps if is_binary else _UNITS[unit]))
        if size < _SMALLEST:
            self.fail(f"{value!r} is too small: a file has 10 kB at least")
        return size


def choosing(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command take which captures are meant."""
    for option in (
        click.option("--force", is_flag=True, help="Replace the file if it is there."),
        click.option(
            "--search", metavar="QUERY",
            help="Only pages whose text a search finds, all of them.",
        ),
        click.option("--to", "until", type=TIME, help="Only what was captured before then."),
        click.option("--from", "since", type=TIME, help="Only what was captured then or later."),
        click.option(
            "--prefix", help="Only URLs that begin like this, e.g. www.coe.int/en/web/cpt/."
        ),
        click.option("--source", help="Only captures of this source."),
    ):  # fmt: skip
        command = option(command)
    return command


def selected(
    archive: Archive, source: str | None, prefix: str | None, since: datetime | None,
    until: datetime | None, search: str | None,
) -> Selection:  # fmt: skip
    """What was chosen by the options of ``choosing``.

    Raises:
        BadInput: the search has no word, or there is no such source.
    """
    from archive.formats.selection import Selection
    from archive.search import found_by
    from archive.search.options import require_source

    require_source(archive, source)
    found = found_by(archive, search) if search is not None else None
    return Selection(source, prefix, since, until, found)


def packing(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command take what comes along with them."""
    for option in (
        click.option(
            "--operator", envvar="GREFFE_CONTACT", show_envvar=True,
            help="Who made the crawl, with an address; written into the file.",
        ),
        click.option(
            "--requisites/--no-requisites", "has_requisites", default=True, show_default=True,
            help="With what chosen pages need to look right, and the robots.txt of their sites.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


file_argument = click.argument("file", type=click.Path(path_type=Path, allow_dash=True))


versions_option = click.option(
    "--versions", "has_versions", is_flag=True,
    help="Every text that pages had, not only the one they have now.",
)  # fmt: skip
