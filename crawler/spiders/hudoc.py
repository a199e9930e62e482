"""What the answer to a HUDOC query reveals: documents, further results, windows of days."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from archive.clean.hudoc import quoted, readable
from archive.notice import Notice
from archive.store.frontier import Entry
from crawler.sources.hudoc import Hudoc, Window, year

NEWEST, OLDER, OLDEST = 12, 42, 58
"""Priorities of documents: of the last two years, of those before, and so on down."""
_RECENT = 1
"""Years before this one whose results are asked for on every crawl: judgments come in late."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    Attributes:
        count: how many results there are in all.
        items: columns of those in the answer.
    """

    count: int
    items: tuple[Mapping[str, str], ...]


def results_of(payload: bytes) -> Results | None:
    """The results in an answer; ``None`` where it is no answer to a query."""
    try:
        said = json.loads(payload)
        count = int(said["resultcount"])
        items = tuple(_item(one["columns"]) for one in said["results"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Results(count, items) if count >= 0 else None


def _item(columns: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): text for name, value in columns.items() if (text := _text(value))}


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(filter(None, map(_text, value)))
    return "" if value is None or isinstance(value, dict) else str(value)


def fault(hudoc: Hudoc, url: str, payload: bytes) -> str | None:
    """What is wrong with the answer to a query, if anything, in one line."""
    results = results_of(payload)
    window, start = hudoc.meant(url)
    if results is None:
        return "this is no answer of a HUDOC search: no resultcount, no results"
    if results.count > start and not results.items:
        return f"{results.count:,} results are said to be there, and from {start:,} on none came"
    if (
        results.count >= hudoc.limit
        and not start
        and (not hudoc.date or (window and not window.halves))
    ):
        what = f"on {window.first}" if window else "and no date column is known to divide them by"
        return (
            f"{results.count:,} results {what}: the first {hudoc.limit:,} are all that can be had"
        )
    return None


def found(hudoc: Hudoc, entry: Entry, payload: bytes, today: date) -> list[Entry]:
    """What is to be asked for after the answer to a query: documents first, then queries.

    A query with too many results is divided: everything into years, a year into halves, until the
    results of each can be had. Each year names the one before it, so that the newest come first.
    """
    results = results_of(payload)
    if results is None:
        return []
    window, start = hudoc.meant(entry.url)
    found = [*_documents(hudoc, entry, results, window, today)]
    is_whole = results.count < hudoc.limit
    if not start and window and window.is_year and window.first.year > hudoc.since:
        found.append(_query(hudoc, entry, year(window.first.year - 1), 0, today))
    if not is_whole and not start and hudoc.date and (parts := _parts(window, today)):
        return [*found, *(_query(hudoc, entry, part, 0, today) for part in parts)]
    following = start + len(results.items)
    if results.items and following < min(results.count, hudoc.limit):
        found.append(_query(hudoc, entry, window, following, today))
    return found


def _parts(window: Window | None, today: date) -> tuple[Window, ...] | None:
    return (year(today.year),) if window is None else window.halves


def _query(hudoc: Hudoc, entry: Entry, window: Window | None, start: int, today: date) -> Entry:
    url, is_recent = hudoc.asked(window, start), _age(window, today) <= _RECENT
    return Entry(
        url, "listing", "listing", entry.url, entry.depth,
        _priority(window, today) - 1, again=is_recent,
    )  # fmt: skip


def _documents(
    hudoc: Hudoc, entry: Entry, results: Results, window: Window | None, today: date
) -> Iterator[Entry]:
    priority = _priority(window, today)
    for url in _noticed(hudoc, results):
        yield Entry(url, "page", "listing", entry.url, entry.depth + 1, priority)


def _age(window: Window | None, today: date) -> int:
    return max(0, today.year - window.last.year) if window else 0


def _priority(window: Window | None, today: date) -> int:
    age = _age(window, today)
    return NEWEST if age <= _RECENT else min(OLDER + age // 4, OLDEST)


def notices(hudoc: Hudoc, payload: bytes) -> dict[str, Notice]:
    """What the answer to a query says of the documents in it, by the addresses of their texts."""
    results = results_of(payload)
    return _noticed(hudoc, results) if results else {}


def _noticed(hudoc: Hudoc, results: Results) -> dict[str, Notice]:
    found: dict[str, Notice] = {}
    for item in results.items:
        identifier = item.get(hudoc.names.id, "").strip()
        text = _text_address(hudoc, item, identifier)
        if not text or item.get("isplaceholder", "").lower() == "true":
            continue
        page = readable(hudoc.base, identifier)
        notice = Notice(page, columns=tuple(item.items()))
        found[text] = notice
        if hudoc.pdf:
            found.update([_copy(hudoc, item, notice)])
    return found


def _copy(hudoc: Hudoc, item: Mapping[str, str], notice: Notice) -> tuple[str, Notice]:
    """The address of a document's PDF, and what is said of that; sections are one PDF."""
    identifier = item[hudoc.names.id].strip()
    if hudoc.site == "exec":
        identifier = item["execcontentstoreid"].strip()
    elif document := item.get("cptdocumentid"):
        identifier, page = document, readable(hudoc.base, document)
        columns = tuple((k, v) for k, v in notice.columns if not k.startswith("cptsection"))
        notice = Notice(page, columns=columns)
    # What was put in as a PDF is not made from a Word file.
    way = "pdf" if item.get("application", "").upper() == "ACROBAT" else "docx/pdf"
    name = quote(f"{identifier}.pdf", safe="")
    where = f"{hudoc.base}/app/conversion/{way}?library={hudoc.site.upper()}"
    url = f"{where}&id={quoted(identifier)}&filename={name}"
    return url, replace(notice, form="copy")


def _text_address(hudoc: Hudoc, item: Mapping[str, str], identifier: str) -> str | None:
    """Where the text of a document is had; ``None`` where the item does not say enough."""
    if not identifier:
        return None
    if hudoc.site == "cpt":
        document, _, number = identifier.rpartition("-")
        document = item.get("cptdocumentid", document)
        return section_address(hudoc.base, document, item.get("cptsectionnumber", number))
    if hudoc.site == "exec":
        # By any other identifier the answer is 204, no content.
        identifier = item.get("execcontentstoreid", "").strip()
    return body_address(hudoc.base, hudoc.site, identifier) if identifier else None


def body_address(base: str, site: str, identifier: str) -> str:
    """Where the text of a document is had as HTML."""
    library = site.upper()
    return f"{base}/app/conversion/docx/html/body?library={library}&id={quoted(identifier)}"


def section_address(base: str, document: str, number: str) -> str:
    """Where a section of a CPT document is had as HTML.

    Args:
        base: of the site.
        document: its identifier; that of a section is ``p-ltu-20240212-en-4``.
        number: of the section.
    """
    where = f"{base}/app/conversion/docx/section/html/body?library=CPT&id={quoted(document)}"
    return f"{where}&sectionnumber={number.zfill(4)}"
