"""``greffe source check``: whether a source file is good, and the site as it says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from archive.cli.context import Settings, json_option, notices, output, print_json
from archive.errors import BadInput, Exit, MissingArchive
from crawler.commands.catalogue import notes, path_of
from crawler.commands.manners import manners, options_of

if TYPE_CHECKING:
    from crawler.run import Options
    from crawler.sources.checking import Finding
    from crawler.sources.source import Source

_STYLES = {"pass": "green", "fail": "red", "unseen": "dim"}


@dataclass(frozen=True, slots=True)
class _Files:
    """Source files: those that can be read, and what is wrong with the others.

    Attributes:
        sources: by their paths, or as they were named.
        faults: likewise.
    """

    sources: Mapping[str, Source]
    faults: Mapping[str, str]


@click.command("check", short_help="Say whether sources are as their files say.")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@click.option("--live", is_flag=True, help="Ask the sites: start URLs and a few articles.")
@click.option(
    "--pages", "paths", metavar="PATH", multiple=True, type=click.Path(path_type=Path),
    help="Check by saved pages: a folder, a file, a WARC or WACZ file. More than once for several.",
)  # fmt: skip
@manners
@json_option
@click.pass_obj
def check(
    settings: Settings, names: tuple[str, ...], live: bool, paths: tuple[Path, ...],
    allow_private: bool, no_delay: bool, contact: str, verbose: bool, as_json: bool,
) -> int:  # fmt: skip
    """Check source files, and hold them against pages of their sites.

    Feeds, listings, seeds and sitemaps must name something; pages whose address is that of an
    article must be texts, with the words, languages and dates that are expected. The pages are
    those of the archive, with --pages saved ones, with --live what the site answers now.

    Exit codes: 0 where all that was looked at is good, 4 where something is not, 3 where --pages
    holds nothing of the sources.
    """
    if live and paths:
        raise click.UsageError("--live asks the site and --pages reads files; choose one of them")
    files = _files(settings.sources, names)
    sources = list(files.sources.values())
    if live:
        found = _live(sources, options_of(allow_private, no_delay, contact, verbose))
    elif paths:
        found = _by_files(sources, paths)
    else:
        found = _by_archive(settings, sources)
    for path in dict.fromkeys((*files.faults, *files.sources)):
        words = files.faults.get(path)
        _print(as_json, path, "file", "fail" if words else "pass", words or "well-formed")
    for finding in found:
        _print(as_json, **asdict(finding))
    for path in files.sources:
        for line in notes(path_of(settings, path)):
            _print(as_json, path, "catalogue", "unseen", line)
    if not sources and not files.faults:
        notices().print(f"no source files in {settings.sources}")
        return Exit.NOTHING
    if files.faults or any(finding.verdict == "fail" for finding in found):
        return Exit.PARTLY
    return Exit.NOTHING if paths and all(f.verdict == "unseen" for f in found) else Exit.DONE


def _files(folder: Path, names: Sequence[str]) -> _Files:
    from crawler.sources.catalogue import doubled, files, found

    sources: dict[str, Source] = {}
    faults: dict[str, str] = {}
    for path in list(names) or [str(path) for path in files(folder)]:
        try:
            (sources[path],) = found(folder, [path])
        except BadInput as error:
            faults[path] = str(error)
    twins = doubled({Path(path): one for path, one in sources.items()})
    for path, one in sources.items():
        if one.name in twins:
            faults[path] = str(twins[one.name])
    return _Files({path: one for path, one in sources.items() if path not in faults}, faults)


def _live(sources: Sequence[Source], options: Options) -> list[Finding]:
    from crawler.sources.checking import checked
    from crawler.sources.trying import tried

    probes = tried(sources, options) if sources else []
    pairs = zip(sources, probes, strict=True)
    return [one for source, probe in pairs for one in checked(source, probe.answers, probe.faults)]


def _by_files(sources: Sequence[Source], paths: Sequence[Path]) -> list[Finding]:
    from crawler.sources.checking import checked
    from crawler.sources.saved import of_files

    pages = of_files(paths)
    for fault in pages.faults:
        notices().print(fault, markup=False, soft_wrap=True)
    return [one for source in sources for one in checked(source, pages.observations)]


def _by_archive(settings: Settings, sources: Sequence[Source]) -> list[Finding]:
    from crawler.sources.checking import checked
    from crawler.sources.saved import of_archive

    try:
        with settings.opened() as archive:
            found = [checked(source, of_archive(archive, source)) for source in sources]
    except MissingArchive:
        found = [checked(source, {}) for source in sources]
    # Of a source that the archive has nothing of there is nothing to say.
    is_seen = [any(one.verdict == "pass" for one in of_source) for of_source in found]
    return [
        one
        for of_source, has_pages in zip(found, is_seen, strict=True)
        for one in of_source
        if has_pages or one.verdict == "fail"
    ]


def _print(as_json: bool, source: str, check: str, verdict: str, found: str, url: str = "") -> None:
    if as_json:
        print_json({"source": source, "check": check, "verdict": verdict, "url": url or None,
                    "found": found})  # fmt: skip
        return
    if found.startswith(source):
        # An error of the file itself names it already.
        output().print(Text(found), soft_wrap=True)
        return
    parts: Iterable[Any] = (
        f"{source}: {check}: ", (verdict, _STYLES[verdict]), f": {url}: " if url else ": ", found,
    )  # fmt: skip
    output().print(Text.assemble(*parts), soft_wrap=True)
