"""The command ``greffe``: parses, calls, prints. Every error is one line and an exit code."""

from __future__ import annotations

import codecs
import errno
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import entry_points, version
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import click

from archive.cli.context import Settings, with_archive
from archive.errors import Exit, GreffeError

SECTIONS = (
    ("Collect", ("crawl", "schedule", "save", "source", "import")),
    (
        "Find and read",
        ("search", "similar", "show", "history", "diff", "changes", "gone", "watch", "serve"),
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
            "clean",
            "sql",
        ),
    ),
)


class Commands(click.Group):
    """A group whose help lists the commands by what they are for."""

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


def complete(group: click.Group) -> click.Group:
    """Add our own commands and those that other packages name in ``greffe.commands``."""
    if not group.commands:
        for command in (*_own(), *_joined()):
            group.add_command(with_archive(command))
    return group


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    _write_utf8(sys.stdout)
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run the command line; return the exit code."""
    _tell_notices()
    try:
        result = complete(cli).main(arguments, prog_name="greffe", standalone_mode=False)
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


class _Notices(logging.Handler):
    """What the archive file has to say to a person while a command runs: that it waits, say."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(f"greffe: {record.getMessage()}", err=True)


def _tell_notices() -> None:
    log = logging.getLogger("archive.store")
    if not any(isinstance(handler, _Notices) for handler in log.handlers):
        log.addHandler(_Notices())
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


def _own() -> Iterator[click.Command]:
    from archive.cli import (
        alert,
        backup,
        exports,
        history,
        ingest,
        pages,
        presence,
        rebuild,
        remove,
        repair,
        search,
        serve,
        similar,
        sites,
        sql,
        status,
        text,
        watch,
    )
    from archive.cli import verify as verifying

    yield search.search
    yield similar.similar
    yield pages.show
    yield history.history
    yield pages.diff
    yield pages.changes
    yield presence.gone
    yield watch.watch
    yield from (status.status, alert.alert, sites.sites)
    yield verifying.verify
    yield repair.repair
    yield rebuild.rebuild
    yield backup.backup
    yield remove.remove
    yield sql.sql
    yield text.clean
    yield serve.serve
    yield exports.export
    yield ingest.import_


def _joined() -> Iterator[click.Command]:
    for point in entry_points(group="greffe.commands"):
        yield from point.load()


def program_version() -> str:
    """The installed version of Greffe."""
    return version("greffe")
