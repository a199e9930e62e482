"""``greffe similar``: wire copies, near-duplicates and quoted passages in other pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.padding import Padding
from rich.text import Text

from archive.cli.context import (
    TIME,
    Settings,
    harmless,
    json_option,
    notices,
    output,
    print_json,
    shown_time,
    split_time,
)
from archive.cli.diff import PIECE
from archive.cli.fingerprints import catch_up
from archive.cli.pages import meant
from archive.errors import Exit

if TYPE_CHECKING:
    from archive import Archive
    from archive.history.diff import BlockChange
    from archive.similar import Likeness, Similar
    from archive.store.texts import Version

_PASSAGES = 5
"""Passages shown of each text."""
_LONG = 320
"""Characters shown of a piece of one."""


@click.command()
@click.argument("url", required=False)
@click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="Compare with a file instead: HTML, PDF, DOCX, ODT or plain text; - is standard input.",
)
@click.option("--at", type=TIME, help="The page as it was captured nearest to a time.")
@click.option(
    "--min",
    "least",
    type=click.FloatRange(1, 100),
    default=30,
    show_default=True,
    help="Per cent of the words of either text that must be shared.",
)
@click.option("--source", help="Only pages of this source.")
@click.option("--all-versions", is_flag=True, help="Earlier texts of pages too.")
@click.option(
    "--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Texts at most."
)
@json_option
@click.pass_obj
def similar(
    settings: Settings, url: str | None, file: Path | None, at: datetime | None, least: float,
    source: str | None, all_versions: bool, limit: int, as_json: bool,
) -> int:  # fmt: skip
    """Find copies of a text, near-duplicates, and texts that quote it.

    URL is the page as it was captured last, URL@TIME as it was captured nearest to a time. Told
    are texts that share 40 words and --min of the words of either, wherever those stand; headlines
    do not count. What only the page says is shown struck through, what only the other text says in
    green.
    """
    from archive.search.options import require_source
    from archive.similar import similar as of_page
    from archive.similar import similar_to

    if (url is None) == (file is None) or (file and at):
        raise click.UsageError("name either a URL, with --at if need be, or a --file")
    catch_up(settings.archive)
    with settings.opened() as archive:
        require_source(archive, source)
        if file:
            from archive.cli.text import article_of

            found = similar_to(
                archive, article_of(file), least=least / 100, source=source, limit=limit,
                all_versions=all_versions,
            )  # fmt: skip
        else:
            page, time = _asked(archive, url or "")
            found = of_page(
                archive, page, at=at or time, least=least / 100, source=source, limit=limit,
                all_versions=all_versions,
            )  # fmt: skip
    _print(found, as_json=as_json)
    return Exit.DONE if found.texts else Exit.NOTHING


def _asked(archive: Archive, typed: str) -> tuple[str, datetime | None]:
    url = meant(typed)
    return (url, None) if archive.captures(url) else split_time(url)


def _print(found: Similar, *, as_json: bool) -> None:
    from archive.telling.similar import likeness_record

    if as_json:
        for one in found.texts:
            print_json(likeness_record(one))
    else:
        _print_subject(found)
        for number, one in enumerate(found.texts, 1):
            _print_likeness(number, one, found.first)
    if found.behind:
        words = (
            f"up to {found.behind:,} older pages are not compared: the archive cannot be written; "
            "copy it to a folder of your own and run this again"
        )
        notices().print(words, soft_wrap=True)
    if not as_json:
        left = found.total - len(found.texts)
        more = f", and {left:,} more: --limit shows them" if left else ""
        texts = "similar text" if found.total == 1 else "similar texts"
        notices().print(f"{found.total:,} {texts}{more}", style="dim", soft_wrap=True)


def _print_subject(found: Similar) -> None:
    version = found.subject.version
    if version is None or not found.texts:
        return
    console = output()
    console.print(Text(harmless(version.title or version.url), style="bold"))
    console.print(Text(_dates(version, is_first=found.first is version), style="dim"))
    console.print()


def _print_likeness(number: int, one: Likeness, first: Version | None) -> None:
    version, share, console = one.version, one.share, output()
    title = harmless(version.title or version.url)
    console.print(Text.assemble(f"{number:>3}  ", (title, "bold")))
    here, there = _percent(share.here), _percent(share.there)
    words = f"{here} of the text is in it, {there} of it is in the text"
    if not version.is_current:
        words += "; an earlier text of that page"
    console.print(Text(f"     {words} ({share.words:,} words)"))
    facts = [one.source or "", version.language or "", _dates(version, is_first=version is first)]
    console.print(Text("     " + " · ".join(fact for fact in facts if fact), style="dim"))
    console.print(Text(f"     {version.url}", style="blue"), soft_wrap=True)
    blocks = one.changes.blocks
    for block in blocks[:_PASSAGES]:
        console.print(Padding(_passage(block), (0, 0, 0, 7), expand=False))
    if len(blocks) > _PASSAGES:
        left = len(blocks) - _PASSAGES
        console.print(Text(f"       and {left:,} more passages: --json has all", style="dim"))
    elif not blocks:
        console.print(Text("       the same words", style="dim"))
    console.print()


def _percent(share: float) -> str:
    """Rounded down: only what is whole is 100 %."""
    return f"{int(share * 100 + 1e-9)} %"


def _dates(version: Version, *, is_first: bool) -> str:
    published = f"published {version.published[:10]} · " if version.published else ""
    seen = f"first seen {shown_time(version.first_seen)} UTC"
    return published + seen + (", before the others" if is_first else "")


def _passage(block: BlockChange) -> Text:
    """A passage with what goes and what comes; a sign in front tells it without colours."""
    sign = {"added": "+ ", "removed": "- "}.get(block.kind, "± ")
    text = Text(sign, style="dim")
    for op, words in _words(block):
        shown = words if len(words) <= _LONG else words[:_LONG].rstrip() + " …"
        if op != "same" and block.kind == "changed":
            shown = f"[-{shown}-]" if op == "removed" else f"{{+{shown}+}}"
        text.append(" " if len(text) > len(sign) else "")
        text.append(shown, style=PIECE[op])
    return text


def _words(block: BlockChange) -> Iterator[tuple[str, str]]:
    for piece in block.pieces:
        if words := " ".join(harmless(piece.text).split()):
            yield piece.op, words
