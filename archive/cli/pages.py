"""``greffe show``: what a page said, and says now."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click
from rich.text import Text

from archive.cli.context import (
    Settings,
    harmless,
    how_far_off,
    json_option,
    notices,
    output,
    print_json,
    shown_time,
    split_time,
)
from archive.cli.removed import missed, told
from archive.errors import BadInput, DamagedArchive, Exit, NotFound

if TYPE_CHECKING:
    from archive import Archive
    from archive.kinship import Kin
    from archive.store.captures import Capture
    from archive.store.facts import Facts
    from archive.store.texts import Version

_MOST = 16 * 1024 * 1024
"""Bytes a terminal is given."""


@click.command()
@click.argument("url")
@click.option("--text", "form", flag_value="text", help="Only the clean text.")
@click.option("--html", "form", flag_value="html", help="The body, content codings removed.")
@click.option("--raw", "form", flag_value="raw", help="The response exactly as it was received.")
@click.option("--headers", "form", flag_value="headers", help="Request and response heads.")
@click.option(
    "--requisites",
    "form",
    flag_value="requisites",
    help="What it needs to look right, what of that is missing, and what needs it.",
)
@json_option
@click.pass_obj
def show(settings: Settings, url: str, form: str | None, as_json: bool) -> int:
    """Show a saved page.

    URL is the page as it was captured last, URL@TIME as it was captured nearest to a time.
    """
    from archive.cli import citations
    from archive.cli.payloads import shown
    from archive.cli.presence import stands
    from archive.cli.requisites import listed
    from archive.kinship import kin_of
    from archive.telling.captures import capture_record

    with settings.opened() as archive:
        readable = form in (None, "text", "requisites")
        capture = _found(archive, url, readable=readable)
        version = archive.version_of(capture)
        if form == "requisites":
            return listed(archive, capture, as_json=as_json)
        facts = _said(archive, capture)
        kin = kin_of(archive.connection, capture.page_id) if form is None else []
        if as_json:
            print_json(capture_record(archive, capture, facts))
        elif form in ("html", "raw", "headers"):
            _write(shown(archive, capture, form))
        elif version is None:
            off, gone = how_far_off(url, capture.time), _gone(archive, url, capture)
            tied = [*citations.told(archive, capture, facts), *stands(archive, capture)]
            _print_facts(archive, capture, None, facts, (), off, gone, kin, tied)
            raise NotFound(_textless(capture))
        elif form == "text":
            _write_text("\n\n".join(p for p in (version.title, version.summary, version.text) if p))
        else:
            since = _since(archive, capture)
            gone = _gone(archive, url, capture)
            off = how_far_off(url, capture.time)
            tied = [*citations.told(archive, capture, facts), *stands(archive, capture)]
            _print_facts(archive, capture, version, facts, since, off, gone, kin, tied)
            _write_text(version.text)
    return Exit.DONE


def _found(archive: Archive, asked: str, *, readable: bool) -> Capture:
    from archive.archive import READABLE, SHOWABLE
    from archive.serving.addresses import is_web

    url, time = split_time(meant(asked))
    if readable:
        capture = archive.capture(url, time, outcomes=READABLE)
    else:
        capture = archive.capture(url, time)
    capture = capture or archive.capture(url, time, outcomes=(*SHOWABLE, "failure"))
    if capture is None:
        if gone := missed(archive, meant(asked), None):
            raise NotFound(f"the capture of {shown_time(gone.time)} UTC was {told(gone)}")
        _require_time(archive, url)
        hint = f"; `greffe save {shlex.quote(url)}` makes one" if is_web(url) else ""
        raise NotFound(f"no capture of {url} in {archive.path}{hint}")
    return capture


def _require_time(archive: Archive, url: str) -> None:
    """Say what is wrong with ``URL@TIME`` where the URL is known and the time is none."""
    known, _, tail = url.rpartition("@")
    if known and "/" not in tail and archive.capture(known):
        raise BadInput(f"{tail!r} is no time; write e.g. {known}@2025-03-14")


def meant(typed: str) -> str:
    """The URL a person means who leaves the scheme out."""
    from archive.serving.addresses import whole_url

    if not typed.strip():
        raise BadInput("the URL is empty; write e.g. https://www.example.org/page")
    return whole_url(typed) or typed


def _since(archive: Archive, shown: Capture) -> Sequence[Capture]:
    """The captures after the one shown that show no text: the last of them, if it is the newest."""
    last = archive.captures(shown.url)[-1]
    is_other = last.time > shown.time and last.outcome not in ("ok", "unchanged")
    return (last,) if is_other else ()


def _gone(archive: Archive, asked: str, shown: Capture) -> str:
    """Of a capture that stood nearer to the time asked for than the one shown: when it went."""
    one = missed(archive, meant(asked), shown.time)
    return f"the capture of {shown_time(one.time)} UTC was {told(one)}" if one else ""


def _textless(capture: Capture) -> str:
    """Why there is no text to show, and what can be shown."""
    if capture.outcome == "redirect" and capture.evidence:
        return (
            f"it is a redirect; `greffe show {shlex.quote(capture.evidence)}` shows where it leads"
        )
    what = capture.media_type or "no content type"
    return f"no text was read from this capture ({what}); --html gives its body, --raw all of it"


def _print_facts(
    archive: Archive, capture: Capture, version: Version | None, said: Facts,
    since: Sequence[Capture], off: str, gone: str, kin: Sequence[Kin],
    tied: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    from archive.cli.related import related

    console, address = output(), archive.page_url(capture)
    if version:
        console.print(Text(version.title, style="bold"))
        # Of what a catalogue told of, the summary says the fields, which follow.
        if version.summary and not said.fields:
            console.print(Text(version.summary, style="italic"))
    facts = [
        ("URL", address),
        ("fetched", capture.url if capture.url != address else ""),
        ("asked for", off),
        ("removed", gone),
        ("captured", f"{shown_time(capture.time)} UTC"),
        ("outcome", _told(capture)),
        ("evidence", capture.evidence or ""),
        ("source", capture.source or ""),
        ("authors", ", ".join(said.authors_or(version.authors)) if version else ""),
        ("published", _dated("published", said, version)),
        ("modified", _dated("modified", said, version)),
        ("section", said.section),
        ("tags", ", ".join(said.tags)),
        ("language", (version.language or "") if version else ""),
        *related(said, kin),
        ("entries", f"{len(said.entries):,} (--json names them)" if said.entries else ""),
        *((f.name.replace("_", " "), "; ".join(f.values)) for f in said.fields),
        ("SHA-256", capture.digest.hex() if capture.digest else ""),
    ]
    width = max(11, *(len(name) + 1 for name, value in facts if value))
    facts += [("since then", f"{_told(one)} on {shown_time(one.time)} UTC") for one in since]
    before = ""
    for name, value in [*facts, *tied]:
        if value:
            shown = "" if name == before else name
            console.print(
                Text.assemble((f"{shown:<{width}}", "dim"), harmless(value)), soft_wrap=True
            )
            before = name
    console.print()


def _said(archive: Archive, capture: Capture) -> Facts:
    """What a capture says beside its text; nothing, and a line, where that is damaged."""
    from archive.store.facts import NOTHING

    try:
        return archive.facts_of(capture)
    except DamagedArchive as error:
        notices().print(f"{error}; `greffe rebuild` reads it again", markup=False, soft_wrap=True)
        return NOTHING


def _dated(about: str, said: Facts, version: Version | None) -> str:
    """A date, where the page says so, and what it says elsewhere."""
    chosen = getattr(said, about) or (getattr(version, about) if version else None)
    if not chosen:
        return ""
    claims = [claim for claim in said.claims if claim.about == about]
    here = dict.fromkeys(claim.origin for claim in claims if claim.value == chosen)
    others = dict.fromkeys(
        f"{claim.origin} says {claim.value}" for claim in claims if claim.value != chosen
    )
    told = "; ".join([*([", ".join(here)] if here else []), *others])
    if others and said.reason:
        told += f"; {said.reason}"
    return f"{chosen}  ({told})" if told else str(chosen)


def _told(capture: Capture) -> str:
    return f"{capture.outcome} ({capture.status or 'no status'})"


def _write(content: Iterable[bytes]) -> None:
    """Write bytes as they are; to a terminal only what it would show and not obey."""
    if not sys.stdout.isatty():
        sys.stdout.flush()
        for piece in content:
            sys.stdout.buffer.write(piece)
        return
    data = bytearray()
    for piece in content:
        data += piece
        if len(data) > _MOST or b"\0" in piece:
            what = "too long for a terminal" if len(data) > _MOST else "no text"
            raise BadInput(f"these bytes are {what}: send them to a file with > FILE")
    _write_text(data.decode("utf-8", "replace").replace("\r\n", "\n"))


def _write_text(text: str) -> None:
    click.echo(harmless(text) if sys.stdout.isatty() else text)
