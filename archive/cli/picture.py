"""``greffe picture``: a saved page as a picture, or a page of a saved PDF."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from archive.cli.context import (
    Settings,
    harmless,
    how_far_off,
    json_option,
    notices,
    print_json,
    shown_time,
    split_time,
)
from archive.cli.pages import meant
from archive.errors import BadInput, Exit, NotFound
from archive.urls import timestamp

if TYPE_CHECKING:
    from archive.archive import Archive
    from archive.leaves.leaf import Leaf
    from archive.memento import Memento
    from archive.pictures.taking import Picture

_ODD = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_NAME = 100
_STANDARD_OUTPUT = "-"
_REDIRECTS = 5
_NAMED = 5


@click.command()
@click.argument("url")
@click.option("-o", "--output", "file", metavar="FILE",
              help="The picture (PNG); named by time and address without, - is standard output."
              )  # fmt: skip
@click.option("--page", "number", type=click.IntRange(1), default=1, show_default=True,
              help="Of a PDF: which page.")  # fmt: skip
@json_option
@click.pass_obj
def picture(
    settings: Settings, url: str, file: str | None, number: int, as_json: bool
) -> int:  # fmt: skip
    """Make a picture of a saved page without its scripts, or of a page of a saved PDF.

    URL is the page as it was captured last, URL@TIME as it was captured nearest to a time. Pages
    are drawn by an installed Chromium that has no network: what it shows is from the archive.
    """
    from archive.telling.pictures import picture_record

    with settings.opened() as archive:
        memento = _shown(archive, url)
        capture = memento.capture
        place = Path(file or _name(memento, number))
        if file != _STANDARD_OUTPUT and place.exists():
            raise BadInput(f"{place} is there already; name another file with -o")
        if file == _STANDARD_OUTPUT and as_json:
            raise BadInput("--json and the picture cannot both go to standard output")
        made = _made(archive, memento, number)
    if off := how_far_off(url, capture.time):
        _tell(off)
    if file == _STANDARD_OUTPUT:
        sys.stdout.buffer.write(made.png)
    else:
        _write(place, made.png)
    record = picture_record(capture, made)
    if as_json:
        print_json(record | {"file": str(place)})
    elif file != _STANDARD_OUTPUT:
        click.echo(harmless(
            f"{place}: {made.width} × {made.height}, by {made.by}, from the capture of "
            f"{shown_time(capture.time)} UTC, SHA-256 {hashlib.sha256(made.png).hexdigest()}"
        ))  # fmt: skip
    return _told(made, as_json=as_json)


def _shown(archive: Archive, asked: str) -> Memento:
    """The answer that is meant, redirects followed."""
    from archive.leaves.leaf import is_pdf
    from archive.replay.closest import closest, target
    from archive.replay.notes import in_place_of, is_page
    from archive.serving.addresses import Address

    url, time = split_time(meant(asked))
    for _ in range(_REDIRECTS):
        capture = closest(archive, Address(url, (timestamp(time) if time else "",)))
        memento = archive.memento(capture) if capture else None
        if capture is None or memento is None:
            raise NotFound(f"no capture of {url} in {archive.path}")
        leads = target(capture)
        if is_page(memento) and leads:
            url, time = leads, capture.time
        elif is_page(memento) or is_pdf(memento):
            return memento
        else:
            title, words = in_place_of(memento)
            raise NotFound(f"there is no picture of {url}: {title}. {words}")
    raise NotFound(f"{asked} leads on and on, in the archive as well")


def _made(archive: Archive, memento: Memento, number: int) -> Picture | Leaf:
    from archive.leaves.leaf import Undrawn, is_pdf, leaf_of
    from archive.pictures.taking import taken

    if not is_pdf(memento):
        if number > 1:
            raise BadInput(f"{memento.capture.url} is no PDF: it has no page {number}")
        return taken(archive.path, memento.capture)
    leaf = leaf_of(memento, number)
    if isinstance(leaf, Undrawn):
        known = f" (it has {leaf.count})" if leaf.count else ""
        raise BadInput(f"page {number} of {memento.capture.url} cannot be drawn: {leaf.why}{known}")
    return leaf


def _told(made: Picture | Leaf, *, as_json: bool) -> int:
    """Say what the picture lacks."""
    from archive.leaves.leaf import Leaf

    if isinstance(made, Leaf):
        return Exit.DONE
    if made.is_cut:
        _tell(f"cut: {made.height:,} of {made.full_height:,} pixels of the page's height are shown")
    if made.is_late:
        _tell("not all of the page was there when time was up")
    if made.missing and not as_json:
        left = len(made.missing) - _NAMED
        more = f" and {left} more" if left > 0 else ""
        _tell(f"missing in it: {', '.join(made.missing[:_NAMED])}{more}")
    if not made.is_sandboxed:
        _tell("drawn without Chromium's sandbox, which it refuses to root")
    return Exit.PARTLY if made.is_late else Exit.DONE


def _tell(words: str) -> None:
    notices().print(harmless(words), style="dim", markup=False, soft_wrap=True)


def _name(memento: Memento, number: int) -> str:
    parts = urlsplit(memento.capture.url)
    words = _ODD.sub("-", f"{parts.hostname or ''}{parts.path}").strip("-.")[:_LONGEST_NAME]
    page = f"-{number}" if number > 1 else ""
    return f"{timestamp(memento.capture.time)}-{words}{page}.png"


def _write(place: Path, data: bytes) -> None:
    """The file, whole or not at all."""
    try:
        handle, name = tempfile.mkstemp(dir=place.parent, prefix=".greffe-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise BadInput(f"cannot write {place}: {error.strerror or error}") from error
