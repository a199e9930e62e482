"""``greffe source add URL``: a survey of a site, a forecast of its first crawl, a source file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import Settings, harmless, notices, output, print_json
from archive.cli.counts import shown_span
from archive.errors import BadInput, Exit, GreffeError

if TYPE_CHECKING:
    from crawler.run import Options
    from crawler.sources.probe import Probe
    from crawler.sources.source import Source
    from crawler.sources.survey.forecast import Forecast
    from crawler.sources.survey.survey import Note, Survey

_LOOKED = {"failure": Exit.UNREACHABLE, "blocked": Exit.BLOCKED}
_PAGES = ("", "text/html", "application/xhtml+xml")
_WAYS = {"feed": "feeds", "sitemap": "sitemaps", "listing": "listings", "link": "links"}


def added(
    settings: Settings, url: str, name: str | None, options: Options, *, is_agreed: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Look at a site, tell what was found, and write a source for it if that is agreed to.

    Raises:
        BadInput: no URL, or a source of that name is there.
        GreffeError: the site cannot be looked at, or offers nothing to crawl.
    """
    from crawler.sources.probe import home_source
    from crawler.sources.survey.writing import source_file

    draft = home_source(url, name, allow_private=options.allow_private)
    path = settings.sources / f"{draft.name}.toml"
    if path.exists():
        raise BadInput(f"{path} is there already; choose another --name or edit it")
    _require_public(url, allow_private=options.allow_private)
    for line in _known(settings.sources, url):
        notices().print(line, markup=False, soft_wrap=True)
    survey, first = _surveyed(draft, options)
    text = source_file(survey)
    if as_json:
        print_json(_json(url, path, survey, first, text, is_written=is_agreed))
    else:
        _tell(path, survey, first, text)
        if not (is_agreed or _agreed(f"Write this to {path}?")):
            click.echo("nothing was written; --yes writes without asking", err=True)
            return Exit.NOTHING
    if is_agreed or not as_json:
        _write(path, text)
        notices().print(f"wrote {path}; crawl it with `greffe crawl {draft.name}`", soft_wrap=True)
    return Exit.DONE


def _known(folder: Path, url: str) -> Iterator[str]:
    """Who has a URL already: sources of the person, which would ask for it twice; the catalogue."""
    from crawler.sources.catalogue import readable
    from crawler.sources.supplied import catalogue

    mine, _ = readable(folder)
    names = set()
    for path, one in mine.items():
        names.add(one.name)
        if one.scope.include and one.scope.refusal(url) is None:
            yield f"{path} has {url} in its scope already: both would ask for its pages"
    for name, supplied in catalogue().items():
        one = supplied.source
        if name not in names and one.scope.include and one.scope.refusal(url) is None:
            yield f"{name} of the catalogue has {url} in its scope; `greffe source add {name}`"


def _surveyed(draft: Source, options: Options) -> tuple[Survey, Forecast]:
    """Look at the site that a source is begun for."""
    from crawler.sources.probe import surveyed
    from crawler.sources.survey.forecast import forecast
    from crawler.sources.survey.route import Route
    from crawler.sources.survey.survey import Surveyor

    (url,) = draft.seeds
    route = Route(url)
    with notices().status(f"looking at {url}"):
        probe = surveyed(draft, route.follow, options)
    _require_answer(probe, url)
    survey = Surveyor(draft, route, probe, datetime.now(UTC)).survey()
    if survey.is_empty:
        raise _error(f"{url} offers nothing to crawl: no links, no feed, no sitemap", Exit.NOTHING)
    return survey, forecast(survey.source, probe.answers)


def _tell(path: Path, survey: Survey, first: Forecast, text: str) -> None:
    console = output()
    console.print(Text(harmless(survey.source.title), style="bold"), soft_wrap=True)
    for note in survey.notes:
        console.print(_line(note), soft_wrap=True)
    console.print()
    console.print(Text("A first crawl", style="bold"))
    for line in _forecast_lines(survey.source, first):
        console.print(Text(f"  {harmless(line)}"), soft_wrap=True)
    console.print()
    console.print(Text(str(path), style="bold"), soft_wrap=True)
    for line in text.splitlines():
        console.print(Text(f"  {line}".rstrip()), soft_wrap=True)
    console.print()


def _line(note: Note) -> Text:
    """A line: whether it goes into the source, what it is about, where, and what was found."""
    mark, style = ("+", "green") if note.is_taken else ("-", "dim")
    if note.about == "beware":
        mark, style = "!", "yellow"
    where = f"{note.url}: " if note.url else ""
    return Text.assemble((f"{mark} {note.about:<11}", style), where, (harmless(note.words), style))


def _forecast_lines(source: Source, first: Forecast) -> Iterator[str]:
    ways = [f"{first.ways[how]:,} by {words}" for how, words in _WAYS.items() if how in first.ways]
    documents = f", and {first.documents} documents elsewhere" if first.documents else ""
    yield f"knows {first.pages:,} pages to begin with: {', '.join(ways) or 'none'}{documents}"
    yield (
        f"asks for them in about {shown_span(first.seconds)}, one request in {source.delay:g} s; "
        "what they link to in scope, and pictures and styles, come on top"
    )
    if first.first:
        yield "asks first for"
    yield from (f"  {url}" for url in first.first)
    if first.outside:
        yield "leaves out"
    for why, example, count in first.outside:
        yield f"  {count:,} {why}, such as {example}"


def _json(
    url: str, path: Path, survey: Survey, first: Forecast, text: str, *, is_written: bool
) -> dict[str, Any]:
    source = survey.source
    return {
        "url": url,
        "name": source.name,
        "title": source.title,
        "platform": survey.platform or None,
        "evidence": survey.evidence,
        "languages": source.languages,
        "notes": [asdict(note) for note in survey.notes],
        "forecast": {
            "pages": first.pages, "by": first.ways, "documents": first.documents,
            "first": first.first, "seconds": first.seconds,
            "left_out": [
                {"why": why, "example": example, "count": count}
                for why, example, count in first.outside
            ],
        },
        "file": str(path) if is_written else None,
        "toml": text,
    }  # fmt: skip


def _agreed(question: str) -> bool:
    try:
        return click.confirm(question, default=True, err=True)
    except click.Abort as end:
        click.echo(err=True)
        if isinstance(end.__context__, EOFError):  # nobody is there who could answer
            return False
        click.echo("nothing was written", err=True)
        raise


def _require_answer(probe: Probe, url: str) -> None:
    """Say in one line why a site cannot be looked at."""
    home = probe.answers.get(url)
    if home is None or home.outcome != "ok":
        why = home.evidence or home.outcome if home else probe.faults.get(url, "no answer")
        if home and home.wall == "parked":
            why = f"nobody's site is there, the domain is parked ({why})"
        elif home and home.outcome == "absent":
            said = home.evidence or f"status {home.status}"
            why = f"there is no such page ({said})"
        elif home and home.outcome == "redirect":
            why = f"it leads on and on, last to {why}"
        elif home and home.outcome == "blocked":
            why += "; `greffe import` takes what a browser saved of it as WARC or WACZ"
        exit_ = _LOOKED.get(home.outcome if home else "failure", Exit.NOTHING)
        if url in probe.barred:
            exit_ = Exit.BLOCKED if probe.barred[url] else Exit.REFUSED
        raise _error(f"{url} cannot be looked at: {why}; nothing was written", exit_)
    if not home.payload.strip():
        raise _error(f"{url} answers with an empty page; nothing was written", Exit.NOTHING)
    if home.article and home.article.kind == "document":
        words = f"is a document: `greffe save {url}` keeps it; name the page that cites it instead"
        raise _error(f"{url} {words}; nothing was written", Exit.NOTHING)
    if home.media_type not in _PAGES and not _lists(home.payload):
        words = f"is no page, feed or sitemap but {home.media_type}; nothing was written"
        raise _error(f"{url} {words}", Exit.NOTHING)


def _lists(payload: bytes) -> bool:
    from archive.clean import sitemaps
    from crawler.spiders import feeds

    return feeds.is_feed(payload) or sitemaps.is_sitemap(payload)


def _error(words: str, exit_: Exit) -> GreffeError:
    error = GreffeError(words)
    error.exit = exit_
    return error


def _require_public(url: str, *, allow_private: bool) -> None:
    """Say at once what would else look like a site that does not answer."""
    from crawler.contact import is_local

    if is_local(url) and not allow_private:
        words = f"{url} is a private address; --allow-private permits it"
        raise _error(words, Exit.REFUSED)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "replace"))
    except OSError as error:
        raise BadInput(f"cannot write {path}: {error.strerror}") from error
