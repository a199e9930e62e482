"""Sources that are asked by queries: which of the kinds it is, and what its answers say."""

from __future__ import annotations

from datetime import date

from archive.notice import Notice
from archive.observation import Observation
from archive.store.frontier import Entry
from crawler.sources.source import Source
from crawler.spiders import hudoc, json_items


def is_query(source: Source, url: str) -> bool:
    """Whether a URL is one of the queries of a source."""
    if source.hudoc and source.hudoc.asks(url):
        return True
    return source.json is not None and source.json.meant(url) is not None


def found(source: Source, entry: Entry, observation: Observation, today: date) -> list[Entry]:
    """What is to be asked for after the answer to a query, as far as the scope admits it."""
    entries: list[Entry] = []
    if source.hudoc and source.hudoc.asks(entry.url):
        entries = hudoc.found(source.hudoc, entry, observation.payload, today)
    elif source.json:
        entries = json_items.found(source.json, entry, observation)
    return [
        one
        for one in entries
        if one.kind != "page" or source.scope.refusal(one.url, one.depth) is None
    ]


def notices(source: Source, url: str, payload: bytes) -> dict[str, Notice]:
    """What the answer to a query says of documents, by the addresses where they are had."""
    if source.hudoc and source.hudoc.asks(url):
        return hudoc.notices(source.hudoc, payload)
    return json_items.notices(source.json, url, payload) if source.json else {}


def fault(source: Source, url: str, payload: bytes) -> str | None:
    """What is wrong with the answer to a query, if anything, in one line."""
    if source.hudoc and source.hudoc.asks(url):
        return hudoc.fault(source.hudoc, url, payload)
    return json_items.fault(source.json, url, payload) if source.json else None
