"""The command ``greffe``: parses, calls, prints. Every error is one line and an exit code."""

from __future__ import annotations

import codecs
import errno
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import click

from archive.cli.context import Settings, with_archive
from archive.cli.said import Notices
from archive.errors import Exit, GreffeError

SECTIONS = (
    ("Collect", ("crawl", "schedule", "save", "source", "import")),
    (
        "Find and read",
        (
            "search",
            "similar",
            "show",
            "history",
            "diff",
            "blame",
            "changes",
            "cite",
            "picture",
            "listing",
            "documents",
            "gone",
            "watch",
            "serve",
        ),
    ),
    (
        "Keep",
        (
            "status",
            "alert",
            "sites",
            "verify",
            "repair",
            "rebuild",
            "backup",
            "thin",
            "remove",
            "export",
            "publish",
            "clean",
            "sql",
        ),
    ),
)


OWN = {
    "alert": "alert:alert",
    "backup": "backup:backup",
    "blame": "blame:blame",
    "changes": "changes:changes",
    "cite": "cite:cite",
    "clean": "text:clean",
    "diff": "diff:diff",
    "documents": "documents:documents",
    "export": "exports:export",
    "gone": "presence:gone",
    "history": "history:history",
    "import": "ingest:import_",
    "listing": "listing:listing",
    "picture": "picture:picture",
    "publish": "publish:publish",
    "rebuild": "rebuild:rebuild",
    "remove": "remove:remove",
    "repair": "repair:repair",
    "search": "search:search",
    "serve": "serve:serve",
    "show": "pages:show",
    "similar": "similar:similar",
    "sites": "sites:sites",
    "sql": "sql:sql",
    "status": "status:status",
    "verify": "verify:verify",
    "watch": "watch:watch",
}
"""Our own commands: modules of this package, and what they are called there."""


class Commands(click.Group):
    """A group that loads a command when it is asked for, which takes most of its start.

    Others than our own are those that packages name in ``greffe.commands``. Its help lists all of
    them by what they are for.
    """

    _is_joined = False

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's interface
        """The names of all commands."""
        return sorted({*OWN, *self._joined()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, if there is one."""
        if cmd_name not in self.commands and cmd_name in OWN:
            module, _, name = OWN[cmd_name].partition(":")
            command = getattr(import_module(f"archive.cli.{module}"), name)
            self.add_command(with_archive(command), cmd_name)
        elif cmd_name not in self.commands:
            self._joined()
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of an argument; of one that is none, the name that was meant is told."""
        if self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            if close := get_close_matches(args[0], self.list_commands(ctx), n=1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {close[0]!r}?")
        return super().resolve_command(ctx, args)

    def _joined(self) -> Iterable[str]:
        """The commands of other packages, which are here from now on."""
        if not self._is_joined:
            from importlib.metadata import entry_points

            self._is_joined = True
            for point in entry_points(group="greffe.commands"):
                for command in point.load():
                    self.add_command(with_archive(command))
        return self.commands

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader of its output who has had enough is no failure.

        Before click sees it, whose answer would be exit code 1.
        """
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            _drop_output()
            return Exit.DONE
        return result

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sections."""
        known = set(self.list_commands(ctx))
        listed = {name for _, names in SECTIONS for name in names}
        sections = (*SECTIONS, ("More", tuple(sorted(known - listed))))
        for title, names in sections:
            rows = [
                (name, command.get_short_help_str(100))
                for name in names
                if name in known and (command := self.get_command(ctx, name))
            ]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes are told in docs/exit-codes.md. Every table has a machine form: --json.",
)
@click.option(
    "--archive",
    type=click.Path(path_type=Path),
    envvar="GREFFE_ARCHIVE",
    default="greffe.db",
    show_default=True,
    show_envvar=True,
    help="The archive file.",
)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    envvar="GREFFE_SOURCES",
    default="sources",
    show_default=True,
    show_envvar=True,
    help="The folder of source files.",
)
@click.version_option(package_name="greffe", message="%(prog)s %(version)s")
@click.pass_context
def cli(ctx: click.Context, archive: Path, sources: Path) -> None:
    """Crawl, keep, clean, search and replay what web sites published.

    Everything is kept in one SQLite file: the exchanges byte for byte as WARC records, the clean
    text of every page, and an index over it.
    """
    ctx.obj = Settings(archive, sources)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    _write_utf8(sys.stdout)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    _tell_notices()
    try:
        result = cli.main(arguments, prog_name="greffe", standalone_mode=False)
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        return int(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        return int(Exit.INTERRUPTED)
    except GreffeError as error:
        click.echo(f"greffe: {error}", err=True)
        return int(error.exit)
    except SystemExit as end:
        # Rich ends the process where whoever read our output has had enough.
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        return int(Exit.DONE)
    except Exception as error:  # a person gets a line, whatever happened
        if os.environ.get("GREFFE_DEBUG"):
            raise
        return _unforeseen(error)
    return int(result) if isinstance(result, int) else int(Exit.DONE)


def _write_utf8(output: TextIO) -> None:
    """Write UTF-8 to files and pipes; to a terminal that takes less, ``?`` for what it lacks."""
    if not isinstance(output, TextIOWrapper) or codecs.lookup(output.encoding).name == "utf-8":
        return
    if output.isatty():
        output.reconfigure(errors="replace")
    else:
        output.reconfigure(encoding="utf-8")


def _tell_notices() -> None:
    log = logging.getLogger("archive.store")
    if not any(isinstance(handler, Notices) for handler in log.handlers):
        log.addHandler(Notices())
        log.setLevel(logging.INFO)
        log.propagate = False


def _drop_output() -> None:
    # What stays in the buffer would be tried again, and told of, as the process ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unforeseen(error: Exception) -> int:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        _drop_output()
        click.echo("greffe: no space left for the output; free space and try again", err=True)
        return int(Exit.DISK)
    click.echo(
        f"greffe: unforeseen {type(error).__name__}: {error}; nothing committed is lost; "
        "GREFFE_DEBUG=1 shows where it happened",
        err=True,
    )
    return int(Exit.FAILED)


def program_version() -> str:
    """The installed version of Greffe."""
    from importlib.metadata import version

    return version("greffe")
