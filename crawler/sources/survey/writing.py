"""A survey as the source file that a person may go on with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from crawler.sources.pages import FARTHEST, Paging
from crawler.sources.source import TRAPS
from crawler.sources.survey.survey import Survey


def source_file(survey: Survey) -> str:
    """The TOML text; ``loading`` reads the same source from it."""
    source = survey.source
    lines = [
        f"name = {_quoted(source.name)}",
        f"title = {_quoted(source.title)}",
        f"languages = {json.dumps(list(source.languages))}",
        f"seeds = {_listed(source.seeds)}",
        f"feeds = {_listed(source.feeds)}",
        f"sitemaps = {_listed(source.sitemaps)}",
        f"listings = {_listed(source.listings)}",
    ]
    if source.allow_private:
        lines.append("allow_private = true")
    exclude = [pattern.pattern for pattern in source.scope.exclude[len(TRAPS) :]]
    lines += [
        "", "[scope]",
        f"include = {_listed(survey.parts)}  # only what begins like this is crawled",
        f"exclude = {_listed(exclude)}{'  # sitemaps without articles' if exclude else ''}",
        f"max_depth = {source.scope.max_depth}",
    ]  # fmt: skip
    if survey.shapes:
        lines += ["", "[pages]", f"articles = {_listed([s.pattern for s in survey.shapes])}"]
    for one in source.pages.paging:
        lines += ["", "[[pages.paging]]", *_paging(one)]
    return "\n".join(lines) + "\n"


def _paging(paging: Paging) -> Iterator[str]:
    yield f"listing = {_quoted(paging.listing)}"
    yield f"next = {_quoted(paging.next)}"
    if paging.is_by_year:
        yield f"last = {paging.last}  # the earliest year that is linked to"
        return
    yield f"first = {paging.first}"
    if paging.step != 1:
        yield f"step = {paging.step}"
    if paging.last != paging.first + paging.step * (FARTHEST - 1):
        yield f"last = {paging.last}"


def _quoted(text: str) -> str:
    # TOML's basic strings are JSON's, but for the character DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(values: Iterable[str]) -> str:
    quoted: Sequence[str] = [_quoted(value) for value in values]
    if len(quoted) < 2:
        return f"[{''.join(quoted)}]"
    inner = "".join(f"    {one},\n" for one in quoted)
    return f"[\n{inner}]"
