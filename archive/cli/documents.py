"""``greffe documents``: files that were replaced, that moved, and citations that lead elsewhere."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import (
    Settings,
    harmless,
    json_option,
    notices,
    output,
    print_json,
    shown_time,
)
from archive.errors import Exit

if TYPE_CHECKING:
    from archive import Archive
    from archive.history.documents import File, Tie
    from archive.history.editions import Move, Place
    from archive.store.captures import Capture


@click.command()
@click.option("--replaced", is_flag=True, help="Only where another file took the place of one.")
@click.option("--moved", is_flag=True, help="Only files that are at another address now.")
@click.option("--source", help="Only documents of this source.")
@json_option
@click.pass_obj
def documents(
    settings: Settings, *, replaced: bool, moved: bool, source: str | None, as_json: bool
) -> int:
    """List documents that were replaced or moved.

    Replaced: another file at the same address, or a page that cites another document in the place
    of one. Moved: the same file, byte for byte, that is no longer at one address and is at another.
    """
    from archive.history import documents as told
    from archive.search.options import require_source

    both = replaced == moved
    found = 0
    with settings.opened() as archive:
        require_source(archive, source)
        if both or replaced:
            for files in told.replaced(archive, source):
                found += 1
                _print_replaced(files, as_json=as_json)
            for tie in told.tied(archive, source):
                found += 1
                _print_tie(tie, as_json=as_json)
        if both or moved:
            for move in told.moved(archive, source):
                found += 1
                _print_move(archive, move, as_json=as_json)
    if not found:
        notices().print("no document was seen to be replaced or moved", style="dim")
    return Exit.DONE if found else Exit.NOTHING


def histories(archive: Archive, capture: Capture) -> list[tuple[str, str]]:
    """Lines of ``greffe show`` for a document: its files, their places, what took its place."""
    from archive.history.documents import files_of, places_of, ties_of

    files = files_of(archive, capture.url)
    lines = [("file", _described(one)) for one in files] if len(files) > 1 else []
    if len(files) == 1:
        lines = [("file", _properties(files[0]))]
    lines += [("differs", _differing(old, new)) for old, new in pairwise(files)]
    others = [one for one in places_of(archive, capture.digest) if one.url != capture.url]
    lines += [("same file", _placed(one)) for one in others]
    return lines + [("citation", _tied(one)) for one in ties_of(archive, capture.url)]


def _print_replaced(files: Sequence[File], *, as_json: bool) -> None:
    from archive.telling.documents import file_record

    url = files[-1].edition.url
    if as_json:
        print_json({"kind": "replaced", "url": url, "files": [file_record(one) for one in files]})
        return
    console = output()
    console.print(Text("replaced  ", "yellow").append(harmless(files[-1].title or url), "bold"))
    console.print(Text(f"  {url}", "dim"), soft_wrap=True)
    for one in files:
        console.print(f"  {_described(one)}", soft_wrap=True, markup=False)
    for old, new in pairwise(files):
        console.print(f"  {_differing(old, new)}", soft_wrap=True, markup=False, style="dim")


def _print_tie(tie: Tie, *, as_json: bool) -> None:
    from archive.telling.documents import tie_record

    if as_json:
        print_json({"kind": "cited anew", **tie_record(tie)})
        return
    output().print(Text("cited anew  ", "yellow").append(harmless(_tied(tie)), ""), soft_wrap=True)


def _print_move(archive: Archive, move: Move, *, as_json: bool) -> None:
    from archive.telling.documents import place_record

    if as_json:
        places = {"old": place_record(move.old), "new": place_record(move.new)}
        print_json({"kind": "moved", "sha256": move.digest, **places})
        return
    version = None
    if capture := archive.capture(move.new.url, move.new.last):
        version = archive.version_of(capture)
    title = version.title if version else ""
    console = output()
    console.print(Text("moved     ", "cyan").append(harmless(title or move.new.url), "bold"))
    console.print(f"  was at {_placed(move.old)}", soft_wrap=True, markup=False)
    console.print(f"  is at  {_placed(move.new)}", soft_wrap=True, markup=False)


def _described(one: File) -> str:
    edition = one.edition
    came = f"first seen {_minute(edition.first)}"
    if edition.after:
        came = f"came between {_minute(edition.after)} and {_minute(edition.first)}"
    back = ", which had stood there before" if edition.is_back else ""
    return f"{came}, last seen {_minute(edition.last)} UTC{back}: {_properties(one)}"


def _properties(one: File) -> str:
    parts = [f"{one.capture.size:,} bytes"]
    parts += [f"{one.pages:,} pages"] if one.pages else []
    parts += [f"its own dates: created {one.created or '?'}"] if one.created else []
    parts += [f"modified {one.modified}"] if one.modified else []
    return ", ".join([*parts, f"SHA-256 {one.edition.digest.hex()[:16]}…"])


def _differing(old: File, new: File) -> str:
    """Whether the texts of two files differ, and how to see in what."""
    if old.version_id is None or new.version_id is None:
        return "another file; no text was read of both"
    if old.version_id == new.version_id:
        return "another file with the same text"
    times = " ".join(f"{one.edition.first:%Y%m%d%H%M%S}" for one in (old, new))
    return f"its text differs: greffe diff {shlex.quote(new.edition.url)} {times}"


def _placed(one: Place) -> str:
    span = f"{one.url} from {_minute(one.first)}"
    if one.is_there:
        return f"{span}, last seen {_minute(one.last)} UTC, still there then"
    gone = f"{one.instead} when looked for {_minute(one.by)} UTC" if one.by else ""
    return f"{span}, last seen {_minute(one.last)} UTC; {gone}"


def _tied(one: Tie) -> str:
    words = f" ({one.words})" if one.words else ""
    when = f"between {_minute(one.after)} and {_minute(one.by)} UTC"
    return f"{one.page} cites {one.new} in place of {one.old}{words}, {when}"


def _minute(time: Any) -> str:
    return shown_time(time)[:-3]
