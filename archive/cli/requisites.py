"""``greffe show URL --requisites``: what a page needs to look right, and who needs it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from archive import Archive
from archive.cli.context import notices, output, print_json, shown_time
from archive.cli.counts import counted_table
from archive.errors import Exit
from archive.store import requisites
from archive.store.captures import Capture
from archive.store.requisites import Need, Use


def listed(archive: Archive, capture: Capture, *, as_json: bool) -> int:
    """Print what a capture needs and what needs its URL.

    Returns:
        PARTLY where something it needs is not in the archive; NOTHING where there is nothing to
        tell.
    """
    needs = requisites.needs(archive.connection, capture)
    uses = requisites.uses(archive.connection, capture.url)
    if as_json:
        for need in needs:
            print_json(_need_json(capture, need))
        for use in uses:
            print_json({"needed": capture.url, "by": use.url, "last": use.last})
    else:
        _print(capture, needs, uses)
    if not (needs or uses):
        return Exit.NOTHING
    return Exit.PARTLY if any(need.reason for need in needs) else Exit.DONE


def _print(capture: Capture, needs: Sequence[Need], uses: Sequence[Use]) -> None:
    console = output()
    console.print(Text(capture.url, style="bold"), soft_wrap=True)
    if not (needs or uses):
        notices().print("it needs nothing, and nothing in the archive needs it")
    if needs:
        missing = sum(1 for need in needs if need.reason)
        lack = f", {missing} of them missing" if missing else ", all of them here"
        console.print(f"needs {len(needs)} to look right{lack}:")
        table = counted_table(("captured (UTC)", "type"), ("bytes",))
        table.add_column("URL", overflow="fold", no_wrap=not console.is_terminal)
        for need in needs:
            table.add_row(*_cells(need))
        console.print(table)
    if uses:
        console.print(f"needed by {len(uses)}:")
    for use in uses:
        line = Text.assemble((f"{shown_time(use.last)[:-3]} UTC  ", "dim"), use.url)
        console.print(line, soft_wrap=True)


def _cells(need: Need) -> tuple[Text | str, str, str, Text]:
    held = need.capture
    url = Text(need.url)
    if need.reason or held is None:
        url.append(f"\n{need.reason}", style="yellow")
        return Text("missing", style="red"), "", "", url
    size = "" if held.outcome == "redirect" else f"{held.size:,}"
    return shown_time(held.time)[:-3], held.media_type.rpartition("/")[2], size, url


def _need_json(capture: Capture, need: Need) -> dict[str, object]:
    held = need.capture
    return {
        "page": capture.url,
        "needs": need.url,
        "via": need.via,
        "missing": need.reason,
        "captured": held.time if held else None,
        "outcome": held.outcome if held else None,
        "status": held.status if held else None,
        "media_type": held.media_type if held else None,
        "bytes": held.size if held else None,
        "sha256": held.digest if held else None,
    }
