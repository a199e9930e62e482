"""``greffe sql``: questions to the archive file in SQL, for reading only."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import Settings, harmless, json_option, notices, output, print_json
from archive.errors import BadInput, Exit

_ROWS = 1000
_SHOWN = 200
"""Characters of a value in a table; --json and --raw give all."""


@click.command()
@click.argument("query")
@click.option("--raw", is_flag=True, help="The first value of the first row, as bytes.")
@json_option
@click.pass_obj
def sql(settings: Settings, query: str, raw: bool, as_json: bool) -> int:
    """Ask the archive file in SQL; it is only read.

    Views: captures, pages, texts, changes, records, links, sources, crawls, frontiers, removals.
    Functions: payload(id), body(id), headers(id), warc(id) of a capture's number.
    docs/format.md tells all.
    """
    from archive.sqlfunctions import register
    from archive.store.database import SQLiteError, SQLiteWarning

    with settings.opened() as archive:
        register(archive.connection)
        archive.connection.execute("PRAGMA query_only = ON")
        try:
            cursor = archive.connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            found = _written(cursor) if raw else _printed(cursor, names, as_json=as_json)
        except (SQLiteError, SQLiteWarning) as error:
            raise BadInput(f"SQLite cannot answer this: {error}") from error
    return Exit.DONE if found else Exit.NOTHING


def _written(cursor: Any) -> bool:
    row = cursor.fetchone()
    if row is None or row[0] is None:
        return False
    value = row[0] if isinstance(row[0], bytes) else str(row[0]).encode()
    if sys.stdout.isatty() and b"\0" in value:
        raise BadInput("these bytes are no text: send them to a file with > FILE")
    sys.stdout.flush()
    sys.stdout.buffer.write(value)
    return True


def _printed(cursor: Any, names: Sequence[str], *, as_json: bool) -> int:
    """Print the rows; return how many there are."""
    number = 0
    if as_json:
        for row in cursor:
            number += 1
            print_json(dict(zip(names, row, strict=True)))
        return number
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    for number, row in enumerate(cursor, 1):
        if number > _ROWS:
            notices().print(f"only the first {_ROWS:,} rows; --json prints all")
            break
        table.add_row(*(Text(_shown(value)) for value in row))
    if number:
        output().print(table)
    return number


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    words = harmless(str(value))
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
