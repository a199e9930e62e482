"""What a search found, on a terminal and for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rich.padding import Padding
from rich.text import Text

from archive.api.records import facets_record, groups_of, hit_record, trend_records
from archive.cli.context import harmless, output, print_json, shown_time
from archive.formats.sheets import BOM, cell, line
from archive.search import MARK, Facets, Hit, Results
from archive.search.trends import bars, shown

_COLUMNS = (
    "url", "title", "type", "source", "language", "authors", "published", "captured",
    "is_current", "snippet", "score", "places", "first_seen", "last_seen",
)  # fmt: skip
_MOST_PLACES = 3


def print_all(results: Results, offset: int, months: Sequence[tuple[str, int]]) -> None:
    """Print hits as people read them, numbered from ``offset`` on, and what was counted."""
    for number, hit in enumerate(results.hits, offset + 1):
        _print_hit(number, hit)
    if results.facets.of:
        _print_facets(results.facets)
    if months:
        _print_trend(months)


def _print_hit(number: int, hit: Hit) -> None:
    version, console = hit.version, output()
    title = marked(hit.title, "bold") if version.title else Text(harmless(version.url), "bold")
    console.print(Text.assemble(f"{number:>3}  ", title))
    facts = [version.published[:10] if version.published else "", hit.source or "",
             version.language or "", "" if version.kind == "article" else version.kind,
             f"captured {shown_time(hit.captured)} UTC"]  # fmt: skip
    console.print(Text("     " + " · ".join(fact for fact in facts if fact), style="dim"))
    console.print(Padding(marked(hit.snippet), (0, 0, 0, 5), expand=False))
    console.print(Text(f"     {harmless(version.url)}", style="blue"), soft_wrap=True)
    for line_ in _more(hit):
        console.print(Text(f"     {harmless(line_)}", style="dim"), soft_wrap=True)
    console.print()


def _more(hit: Hit) -> Iterator[str]:
    if hit.sightings:
        first = min(one.first for one in hit.sightings)
        last = max(one.last for one in hit.sightings)
        count = len(hit.sightings)
        versions = "1 version" if count == 1 else f"{count} versions"
        now = "" if any(one.is_current for one in hit.sightings) else "; not in its latest text"
        yield f"stood there from {shown_time(first)} to {shown_time(last)} UTC, {versions}{now}"
    if hit.places:
        urls = [one.url for one in hit.places[:_MOST_PLACES]]
        left = len(hit.places) - len(urls)
        yield f"the same text also at {', '.join(urls)}" + (f" and {left} more" if left else "")


def marked(snippet: str, style: str = "") -> Text:
    """A snippet with the found words in bold."""
    text = Text(style=style)
    parts = " ".join(snippet.split(" ")).replace(MARK[1], MARK[0]).split(MARK[0])
    for index, part in enumerate(parts):
        text.append(harmless(part), style="bold yellow" if index % 2 else "")
    return text


def _print_facets(facets: Facets) -> None:
    """Print the counts of hits, a line for each kind of count."""
    for name, found in groups_of(facets):
        if found:
            counts = " · ".join(f"{harmless(one.value)} {one.hits:,}" for one in found)
            output().print(Text.assemble((f"{name:<9} ", "bold"), counts))
    if facets.is_sample:
        output().print(Text(f"          of the newest {facets.of:,} hits", style="dim"))
    output().print()


def _print_trend(months: Sequence[tuple[str, int]]) -> None:
    """Print hits by month as a line of bars and as figures; by year where months are many."""
    steps = shown(months)
    line_ = bars([hits for _, hits in steps])
    console = output()
    console.print(Text(f"{steps[0][0]} {line_} {steps[-1][0]}"), soft_wrap=True)
    for name, hits in steps:
        if hits:
            console.print(Text(f"{name:<9} {hits:>7,}"))
    console.print()


def print_rows(
    form: str, results: Results, months: Sequence[tuple[str, int]] | None, *, with_facets: bool
) -> None:
    """Print one kind of rows, as JSON objects or as CSV.

    Args:
        form: ``json`` or ``csv``.
        results: what was found.
        months: hits by month, where those are asked for.
        with_facets: whether the facets are.
    """
    columns: tuple[str, ...]
    if months is not None:
        rows, columns = trend_records(months), ("month", "hits")
    elif with_facets:
        rows, columns = list(_facet_rows(results.facets)), ("facet", "value", "hits")
    elif form == "csv":
        rows, columns = [_cells(hit) for hit in results.hits], _COLUMNS
    else:
        rows, columns = [hit_record(hit) for hit in results.hits], ()
    if form == "csv":
        _print_csv(rows, columns)
        return
    for row in rows:
        print_json(row)


def _facet_rows(facets: Facets) -> Iterator[dict[str, Any]]:
    record = facets_record(facets)
    for name, _ in groups_of(facets):
        yield from ({"facet": name, **one} for one in record[name])


def _cells(hit: Hit) -> dict[str, Any]:
    record = hit_record(hit)
    seen = record.pop("sightings")
    return {
        **record,
        "places": [one["url"] for one in record["places"]],
        "first_seen": min((one["first"] for one in seen), default=None),
        "last_seen": max((one["last"] for one in seen), default=None),
    }


def _print_csv(rows: Iterable[dict[str, Any]], columns: Sequence[str]) -> None:
    write = sys.stdout.buffer.write
    sys.stdout.flush()
    write(BOM + line(columns))
    for row in rows:
        write(line([cell(row[name]) for name in columns]))
    sys.stdout.buffer.flush()


def remarks(results: Results, offset: int, *, is_of_texts: bool, has_hits: bool) -> Iterator[str]:
    """What is to be said beside the hits: notes, what was understood, another spelling, more."""
    if results.note:
        yield f"({results.note})"
    if results.understood or results.hits:
        total = results.whole_total or results.total
        more = "more than " if results.whole_total is None else ""
        noun = ("text" if is_of_texts else "page") + ("" if results.total == 1 else "s")
        query = f" for {results.understood}" if results.understood else ""
        told = "" if results.is_bare else f" ({results.explained})"
        yield f"{more}{total:,} {noun}{query}{told}"
    if results.suggestion:
        yield f"did you mean: {results.suggestion}"
    if results.has_more and has_hits:
        yield f"--offset {offset + len(results.hits)} for more"
