"""``greffe show``, ``history``, ``diff`` and ``changes``: one page through time."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from archive.cli.context import TIME, Settings, json_option, notices, output, print_json, shown_time
from archive.errors import Exit, NotFound
from archive.urls import parsed_time

if TYPE_CHECKING:
    from archive import Archive
    from archive.history import Difference, Observed
    from archive.store.captures import Capture
    from archive.store.texts import Version

_PIECE = {"same": "", "added": "green", "removed": "red strike"}
_CHANGE = {"edited": "yellow", "absent": "red", "blocked": "magenta", "error": "red",
           "failure": "red", "first": "green", "returned": "yellow"}  # fmt: skip


@click.command()
@click.argument("url")
@click.option("--text", "form", flag_value="text", help="Only the clean text.")
@click.option("--html", "form", flag_value="html", help="The body, content codings removed.")
@click.option("--raw", "form", flag_value="raw", help="The response exactly as it was received.")
@click.option("--headers", "form", flag_value="headers", help="Request and response heads.")
@json_option
@click.pass_obj
def show(settings: Settings, url: str, form: str | None, as_json: bool) -> int:
    """Show a saved page.

    URL is the page as it was captured last, URL@TIME as it was captured nearest to a time.
    """
    with settings.opened() as archive:
        readable = form is None or form == "text"
        capture = _found(archive, url, readable=readable)
        version = archive.version_of(capture)
        if as_json:
            _print_capture_json(capture, version)
        elif form in ("html", "raw", "headers"):
            sys.stdout.flush()
            sys.stdout.buffer.write(_bytes(archive, capture, form))
        elif version is None:
            _print_facts(capture, None)
            raise NotFound(f"no text was read from this capture; try --html or --raw for {url}")
        elif form == "text":
            click.echo("\n\n".join(p for p in (version.title, version.summary, version.text) if p))
        else:
            _print_facts(capture, version)
            click.echo(version.text)
    return Exit.DONE


@click.command()
@click.argument("url")
@json_option
@click.pass_obj
def history(settings: Settings, url: str, as_json: bool) -> int:
    """List a page's captures and what changed."""
    from archive.history import difference, observations

    with settings.opened() as archive:
        seen = observations(archive, url)
    if not seen:
        raise NotFound(f"no capture of {url} in {settings.archive}")
    if as_json:
        for one in seen:
            print_json(_observed_json(one))
        return Exit.DONE
    table = Table(box=None, padding=(0, 1), header_style="dim")
    for name in ("captured (UTC)", "status", "change", "words", "title or evidence"):
        table.add_column(name)
    before: Version | None = None
    for one in seen:
        words = ""
        if one.version and before and one.version.id != before.id:
            delta = difference(before, one.version)
            words = f"+{delta.added_words} -{delta.removed_words}"
        said = one.version.title if one.version else one.capture.evidence or ""
        change = Text(one.change, style=_CHANGE.get(one.change, "dim"))
        status = str(one.capture.status or "-")
        table.add_row(shown_time(one.capture.time), status, change, words, Text(said))
        before = one.version or before
    output().print(table)
    return Exit.DONE


@click.command()
@click.argument("url")
@click.argument("old", metavar="[FROM]", required=False, type=TIME)
@click.argument("new", metavar="[TO]", required=False, type=TIME)
@json_option
@click.pass_obj
def diff(
    settings: Settings, url: str, old: datetime | None, new: datetime | None, as_json: bool
) -> int:
    """Show what changed between two texts of a page.

    The last two texts, or those at two times: 2025-03 2025-09.
    """
    from archive.history import difference

    with settings.opened() as archive:
        first, second = _two_versions(archive, url, old, new)
    change = difference(first, second)
    if as_json:
        print_json(
            {"url": url, "from": first.first_seen, "to": second.first_seen, **asdict(change)}
        )
        return Exit.DONE
    _print_difference(first, second, change)
    return Exit.DONE


@click.command()
@click.option("--since", type=TIME, help="Only edits captured then or later.")
@click.option("--listings", is_flag=True, help="Listing pages too; they change with every item.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
@json_option
@click.pass_obj
def changes(
    settings: Settings, since: datetime | None, listings: bool, limit: int, as_json: bool
) -> int:
    """List the newest edits of all pages."""
    from archive.history import difference, edits

    found = 0
    with settings.opened() as archive:
        for edit in edits(archive, since=since, limit=limit, listings=listings):
            found += 1
            delta = difference(edit.old, edit.new)
            counts = {"added_words": delta.added_words, "removed_words": delta.removed_words}
            if as_json:
                title = edit.new.title
                print_json({"url": edit.new.url, "title": title, "captured": edit.capture.time,
                            "source": edit.capture.source, **counts})  # fmt: skip
                continue
            words = f"+{delta.added_words} -{delta.removed_words}"
            line = f"{shown_time(edit.capture.time)}  {words:<10} {edit.new.title or edit.new.url}"
            output().print(Text(line), soft_wrap=True)
            output().print(Text(f"{'':21}{edit.new.url}", style="dim"), soft_wrap=True)
    if not found:
        notices().print("no edits found", style="dim")
    return Exit.DONE if found else Exit.NOTHING


def _found(archive: Archive, asked: str, *, readable: bool) -> Capture:
    from archive.archive import READABLE, SHOWABLE

    url, time = split_time(asked)
    if readable:
        capture = archive.capture(url, time, outcomes=READABLE)
    else:
        capture = archive.capture(url, time)
    capture = capture or archive.capture(url, time, outcomes=(*SHOWABLE, "failure"))
    if capture is None:
        raise NotFound(f"no capture of {url} in {archive.path}; `greffe save {url}` makes one")
    return capture


def split_time(asked: str) -> tuple[str, datetime | None]:
    """Take ``URL@TIME`` apart; an ``@`` that no time follows belongs to the URL."""
    url, at, tail = asked.rpartition("@")
    time = parsed_time(tail) if at else None
    return (url, time) if time else (asked, None)


def _bytes(archive: Archive, capture: Capture, form: str) -> bytes:
    if form == "html":
        memento = archive.memento(capture)
        return memento.body()[0] if memento else b""
    wanted = ("response", "revisit", "resource")
    records = archive.records(capture)
    if form == "raw":
        return b"".join(record.block for record in records if record.type in wanted)
    heads = [
        record.block.partition(b"\r\n\r\n")[0] for record in records if record.type == "request"
    ]
    heads += [record.block.partition(b"\r\n\r\n")[0] for record in records if record.type in wanted]
    return b"\r\n\r\n".join(heads) + b"\r\n"


def _two_versions(
    archive: Archive, url: str, old: datetime | None, new: datetime | None
) -> tuple[Version, Version]:
    from archive.archive import READABLE
    from archive.history import observations

    if old is None:
        shown = [one.version for one in observations(archive, url) if one.version]
        turns = [v for i, v in enumerate(shown) if i == 0 or shown[i - 1].id != v.id]
        if len(turns) < 2:
            found = "one text" if turns else "no text"
            raise NotFound(f"the archive has {found} of {url}: nothing to compare")
        return turns[-2], turns[-1]
    pair = [archive.capture(url, time, outcomes=READABLE) for time in (old, new)]
    versions = [archive.version_of(capture) if capture else None for capture in pair]
    if versions[0] is None or versions[1] is None:
        raise NotFound(f"the archive has no text of {url} at that time")
    return versions[0], versions[1]


def _print_facts(capture: Capture, version: Version | None) -> None:
    console = output()
    if version:
        console.print(Text(version.title, style="bold"))
        if version.summary:
            console.print(Text(version.summary, style="italic"))
    facts = [
        ("URL", capture.url),
        ("captured", f"{shown_time(capture.time)} UTC"),
        ("outcome", f"{capture.outcome} ({capture.status or 'no status'})"),
        ("evidence", capture.evidence or ""),
        ("source", capture.source or ""),
        ("authors", ", ".join(version.authors) if version else ""),
        ("published", (version.published or "") if version else ""),
        ("modified", (version.modified or "") if version else ""),
        ("language", (version.language or "") if version else ""),
        ("SHA-256", capture.digest.hex() if capture.digest else ""),
    ]
    for name, value in facts:
        if value:
            console.print(Text.assemble((f"{name:<10}", "dim"), value), soft_wrap=True)
    console.print()


def _print_difference(first: Version, second: Version, change: Difference) -> None:
    console = output()
    times = f"{shown_time(first.first_seen)} → {shown_time(second.first_seen)} UTC"
    console.print(Text.assemble((second.title, "bold"), f"\n{second.url}\n", (times, "dim"), "\n"))
    if change.is_empty:
        console.print("no word changed")
    skipped = 0
    for block in change.blocks:
        if block.kind == "same":
            skipped += 1
            continue
        if skipped:
            console.print(Text(f"… {skipped} unchanged …", style="dim"))
            skipped = 0
        text = Text()
        for piece in block.pieces:
            # Without colour the marks are all there is.
            mark = {"added": ("{+", "+}"), "removed": ("[-", "-]")}.get(piece.op, ("", ""))
            text.append(f"{mark[0]}{piece.text}{mark[1]}", style=_PIECE[piece.op])
        console.print(text, soft_wrap=True)
        console.print()
    if skipped:
        console.print(Text(f"… {skipped} unchanged …", style="dim"))


def _print_capture_json(capture: Capture, version: Version | None) -> None:
    record = asdict(capture)
    for key in ("frame_id", "page_id"):
        del record[key]
    if version:
        names = ("kind", "title", "summary", "authors", "published", "modified", "language",
                 "canonical", "text", "extractor")  # fmt: skip
        record |= {name: getattr(version, name) for name in names}
    print_json(record)


def _observed_json(one: Observed) -> dict[str, object]:
    capture, version = one.capture, one.version
    return {
        "captured": capture.time,
        "url": capture.url,
        "status": capture.status,
        "outcome": capture.outcome,
        "change": one.change,
        "evidence": capture.evidence,
        "version": version.id if version else None,
        "title": version.title if version else None,
        "sha256": capture.digest,
    }
