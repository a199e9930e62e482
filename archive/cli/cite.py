"""``greffe cite``: a capture, or words in it, as they are cited."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click
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
from archive.cli.pages import meant
from archive.errors import Exit, NotFound

if TYPE_CHECKING:
    from archive import Archive
    from archive.citing.citation import Citation
    from archive.citing.gathering import Missed, Quoted
    from archive.history.diff import Piece
    from archive.serving.base import Base
    from archive.store.captures import Capture

_STYLES = ("text", "oscola", "bibtex", "csl", "wikipedia")


@click.command()
@click.argument("url")
@click.option("--at", "at", type=TIME, help="As it was captured nearest to this time.")
@click.option("--quote", "words", help="Words of the page that are quoted.")
@click.option(
    "--style",
    type=click.Choice(_STYLES),
    default="text",
    show_default=True,
    help="The form of the citation.",
)
@click.option(
    "--base-url",
    envvar="GREFFE_BASE_URL",
    show_envvar=True,
    default="http://127.0.0.1:8080",
    show_default=True,
    help="Where others reach the reading room; begins addresses of the archive.",
)
@json_option
@click.pass_obj
def cite(
    settings: Settings, url: str, at: datetime | None, words: str | None, style: str,
    base_url: str, as_json: bool,
) -> int:  # fmt: skip
    """Cite a capture, or words in it, with the time of the capture and its SHA-256.

    URL is the page as it was captured last, URL@TIME as it was captured nearest to a time. With
    --quote it is told whether the words still stand, and addresses lead to them; without a time
    the latest capture that has them is meant.
    """
    from archive.citing.gathering import citation
    from archive.serving.base import base_of
    from archive.telling.citing import citation_record

    base = base_of(base_url)
    address, time = split_time(meant(url))
    with settings.opened() as archive:
        if words is not None:
            return _cite_words(archive, address, at or time, words, style, base, as_json=as_json)
        capture = _capture(archive, address, at or time)
        cited = citation(archive, capture, archive.version_of(capture), base)
    _tell_local(cited, base)
    if as_json:
        print_json(citation_record(cited, capture))
    else:
        _print_citation(cited, style)
    return Exit.DONE


def _capture(archive: Archive, url: str, at: datetime | None) -> Capture:
    """What can be cited: a capture with an answer; of several, one that shows a text."""
    from archive.archive import READABLE
    from archive.serving.addresses import is_web

    capture = archive.capture(url, at, outcomes=READABLE) or archive.capture(url, at)
    if capture is None:
        hint = f"; `greffe save {shlex.quote(url)}` makes one" if is_web(url) else ""
        raise NotFound(f"no capture of {url} in {archive.path}{hint}")
    return capture


def _cite_words(
    archive: Archive, url: str, at: datetime | None, words: str, style: str, base: Base, *,
    as_json: bool,
) -> int:  # fmt: skip
    from archive.citing.gathering import Missed, of_quoted, quoted
    from archive.citing.selectors import Quote
    from archive.errors import BadInput
    from archive.telling.citing import citation_record, quote_record

    if not words.strip():
        raise BadInput("--quote is empty; give words of the page")
    one = quoted(archive, url, at, Quote(words))
    if isinstance(one, Missed):
        return _missed(one, url)
    cited = of_quoted(archive, one, base)
    _tell_local(cited, base)
    if as_json:
        print_json(citation_record(cited, one.capture) | quote_record(one, base))
        return Exit.DONE
    _print_citation(cited, style)
    if style == "text":
        _print_standing(one, base)
        _print_presence(archive, one.capture.url)
    return Exit.DONE


def _missed(one: Missed, url: str) -> int:
    from archive.citing.wording import missed

    if one.nearest:
        notices().print(Text.assemble(("nearest there: ", "dim"), _marked(one.nearest[1])),
                        soft_wrap=True)  # fmt: skip
    where = f"the capture of {_clock(one.capture.time)} of {url}"
    raise NotFound(f"these words are not in {where}; {missed(one.held, _clock)}")


def _print_citation(cited: Citation, style: str) -> None:
    from archive.citing.styles import STYLES

    click.echo(harmless(STYLES[style].written(cited)))


def _print_standing(one: Quoted, base: Base) -> None:
    from archive.citing.wording import details, likeness, verdict
    from archive.telling.citing import permalink

    console = output()
    rows = [("permalink", base.joined(permalink(one)))]
    if len(one.places) > 1:
        rows.append(("stands", f"in {len(one.places):,} places of this text; the first is meant"))
    if note := likeness(one.place.likeness):
        rows.append(("typed", note))
    rows.append(("now", verdict(one.standing, _clock)))
    rows += [("", words) for words in details(one.standing, _clock)]
    for name, words in rows:
        console.print(Text.assemble((f"{name:<11}", "dim"), harmless(words)), soft_wrap=True)
    for name, step in (("became", one.standing.became), ("reads now", one.standing.now)):
        if step:
            text = Text.assemble((f"{name:<11}", "dim"), _marked(step.pieces))
            console.print(text, soft_wrap=True)


def _print_presence(archive: Archive, url: str) -> None:
    """Where the page itself stands, if it is not simply there."""
    from archive.cli.presence import presence_line
    from archive.presence.gathering import of_url

    stands = of_url(archive.connection, url)
    if stands and stands.state != "there" and (line := presence_line(stands)):
        output().print(Text.assemble((f"{'page':<11}", "dim"), harmless(line)), soft_wrap=True)


def _marked(pieces: Sequence[Piece]) -> Text:
    from archive.cli.diff import PIECE
    from archive.history.diff.plain import marked

    return Text.assemble(*((harmless(marked(one)), PIECE[one.op]) for one in pieces))


def _tell_local(cited: Citation, base: Base) -> None:
    if not base.is_public and cited.archive_url:
        notices().print(
            f"{base.url} is an address of this machine, which others cannot open; --base-url "
            "gives theirs", style="dim", markup=False, soft_wrap=True,
        )  # fmt: skip


def _clock(time: datetime) -> str:
    return f"{shown_time(time)} UTC"
