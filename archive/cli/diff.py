"""``greffe diff``: what changed between two texts of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table
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
from archive.cli.pages import meant
from archive.errors import BadInput, Exit

if TYPE_CHECKING:
    from archive.history.choosing import Shown
    from archive.history.diff import BlockChange, Difference

PIECE = {"same": "", "added": "green", "removed": "red strike", "noise": "yellow", "left": "dim"}
"""How what became of words is shown."""
_BLOCK = {"same": "dim", "added": "green", "removed": "red", "moved": "cyan", "left": "dim"}


@click.command()
@click.argument("url")
@click.argument("old", metavar="[FROM]", required=False)
@click.argument("new", metavar="[TO]", required=False)
@click.option("--noise", is_flag=True, help="Show noise too, and the rules it goes by.")
@click.option("--full", is_flag=True, help="Fold nothing away.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page of HTML to this file.")
@json_option
@click.pass_obj
def diff(
    settings: Settings, url: str, old: str | None, new: str | None, noise: bool, full: bool,
    html: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Show what changed between two texts of a page, word by word.

    FROM and TO are first, last, previous, a number as `greffe history` counts texts, or times:
    first last, 1 3, 2025-03 2025-09. The last two texts, if neither is given.

    Marks tell what colours do: [-gone-] {+come+} [~noise~>noise~], and before a block
    + new, - gone, ± changed, > moved here, < moved away, ~ noise.
    """
    from archive.history.choosing import chosen
    from archive.history.diff import difference
    from archive.telling.changes import difference_record

    url = meant(url)
    with settings.opened() as archive:
        before, after = chosen(archive, url, old, new)
    change = difference(before.version, after.version)
    if html:
        _write_html(html, before, after, change, noise=noise)
    if as_json:
        print_json(difference_record(url, before, after))
    elif not html:
        _print_head(before, after)
        _print(before, after, change, noise=noise, full=full)
    return Exit.DONE


def _write_html(
    path: Path, before: Shown, after: Shown, change: Difference, *, noise: bool
) -> None:
    from archive.web.comparing import standalone

    try:
        path.write_text(standalone(before, after, change, with_noise=noise), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror or error}") from error
    notices().print(f"wrote {path}", style="dim", markup=False, soft_wrap=True)


def _print_head(before: Shown, after: Shown) -> None:
    times = f"{shown_time(before.captured)} → {shown_time(after.captured)} UTC"
    which = f"text {before.number} → text {after.number} of {after.count}"
    title = harmless(after.version.title)
    output().print(
        Text.assemble(
            (title, "bold"), "\n" if title else "", f"{harmless(after.version.url)}\n",
            (f"{times} ({which})", "dim"), "\n",
        ),
        soft_wrap=True,
    )  # fmt: skip


def _print(before: Shown, after: Shown, change: Difference, *, noise: bool, full: bool) -> None:
    from archive.history.diff import quieted
    from archive.history.diff.plain import left_out, rules_of

    if before.version.id == after.version.id:
        output().print("both times show one text")
        return
    shown = change if noise else quieted(change)
    if change.is_empty:
        output().print("no word changed")
    if not change.is_empty or full or (noise and change.noise):
        for heading, blocks in _sections(shown, before, after):
            _print_section(heading, blocks, full=full)
        output().print(Text(_summed(change), style="bold"), soft_wrap=True)
    if noise:
        for rule in rules_of(change):
            notices().print(Text(rule, style="dim"), soft_wrap=True)
    elif words := left_out(change):
        notices().print(Text(f"{words}, --noise shows them", style="dim"), soft_wrap=True)


def _summed(change: Difference) -> str:
    moved = f", {change.moved_words:,} moved" if change.moved_words else ""
    return f"+{change.added_words:,} -{change.removed_words:,} words{moved}"


def _sections(
    change: Difference, before: Shown, after: Shown
) -> Iterator[tuple[str, Sequence[BlockChange]]]:
    """The whole; of documents with pages, page by page, those without changes left out."""
    from archive.history.diff import paged

    pages = paged(change, before.version.pages, after.version.pages)
    if not pages:
        yield "", change.blocks
        return
    yield "", change.of("title", "summary").blocks
    for page in pages:
        blocks = page.blocks
        if any(block.kind != "same" for block in blocks):
            yield _page(page.old, page.new), blocks


def _page(old: int | None, new: int | None) -> str:
    if old is None or new is None:
        return f"page {new} (new)" if old is None else f"page {old} of the old document (gone)"
    return f"page {new}" if old == new else f"page {old}, now page {new}"


def _print_section(heading: str, blocks: Sequence[BlockChange], *, full: bool) -> None:
    from archive.history.diff import folded
    from archive.history.diff.plain import unchanged

    console = output()
    if heading:
        console.print(Text(f"── {heading} ──", style="bold"))
        console.print()
    for may_fold, some in folded(blocks):
        if may_fold and not full:
            console.print(Text(unchanged(some), style="dim"))
            console.print()
            continue
        for block in some:
            _print_block(console, block, full=full)


def _print_block(console: Console, block: BlockChange, *, full: bool) -> None:
    from archive.history.diff.folding import shortened
    from archive.history.diff.plain import SIGNS, heading, marked

    text = Text(heading(block), style="dim")
    body = Text()
    for piece in block.pieces if full else shortened(block.pieces):
        whole = block.kind in ("added", "removed", "left") and piece.op == block.kind
        words = piece.text if whole else marked(piece)
        style = PIECE[piece.op] or ("dim" if block.kind == "same" else "")
        body.append(harmless(words), style=style)
    text = Text.assemble(text, body)
    sign = Text(SIGNS[block.kind], style=_BLOCK.get(block.kind, ""))
    if console.is_terminal:
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=1)
        row.add_column(overflow="fold")
        row.add_row(sign, text)
        console.print(row)
    else:
        console.print(Text.assemble(sign, " ", text), soft_wrap=True)
    console.print()
