"""What a list that a site gives as JSON reveals: its items, and its next page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from archive import http
from archive.clean.named import absolute
from archive.clean.values import at, text_at
from archive.notice import Form, Notice
from archive.observation import Observation
from archive.store.frontier import Entry
from crawler.sources.json_api import JsonApi

ITEM, NEXT = 12, 11
"""Priorities: each page of the list before what it names."""
_PATH = re.compile(r"\{([\w.-]+)\}")


def items_of(api: JsonApi, payload: bytes) -> list[Any] | None:
    """The items in an answer; ``None`` where it has no such list."""
    try:
        found = at(json.loads(payload), api.items)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def fault(api: JsonApi, url: str, payload: bytes) -> str | None:
    """What is wrong with the answer to a list's address, if anything, in one line."""
    items = items_of(api, payload)
    if items is None:
        return f"this is no JSON with a list at {api.items or 'its top'}"
    if items and not notices(api, url, payload):
        return f"none of its {len(items)} items has an address: look at json.page and json.document"
    return None


def found(api: JsonApi, entry: Entry, observation: Observation) -> list[Entry]:
    """What is to be asked for after a page of the list."""
    payload, url = observation.payload, observation.exchange.url
    items = items_of(api, payload) or []
    named = [
        Entry(one, "page", "listing", entry.url, entry.depth + 1, ITEM)
        for one in notices(api, url, payload)
    ]
    number = api.meant(entry.url)
    following = api.following(number) if number is not None else None
    if following is None or len(items) < api.length or _is_last(observation, following):
        return named
    address = api.asked(following)
    return [*named, Entry(address, "listing", "listing", entry.url, entry.depth, NEXT)]


def _is_last(observation: Observation, following: int) -> bool:
    """Whether the answer says that there is no next page, as WordPress does in a field."""
    pages = http.split(observation.exchange.response).field("x-wp-totalpages") or ""
    return pages.isascii() and pages.isdigit() and int(pages[:9]) < following


def notices(api: JsonApi, url: str, payload: bytes) -> dict[str, Notice]:
    """What a list says of its items, by the addresses where they are had."""
    return dict(_noticed(api, url, items_of(api, payload) or []))


def _noticed(api: JsonApi, url: str, items: list[Any]) -> Iterator[tuple[str, Notice]]:
    form: Form = "text" if api.document else "page"
    for item in items:
        page = _address(api.page, url, item)
        asked = _address(api.document, url, item) if api.document else page
        if page and asked:
            said = ((name, text_at(item, path)) for name, path in api.columns)
            columns = tuple((name, value) for name, value in said if value)
            yield asked, Notice(page, form, "json", columns, api.text)


def _address(template: str, url: str, item: Any) -> str | None:
    """An address with what an item says in it; ``None`` where it does not say enough."""
    paths = _PATH.findall(template)
    values = [text_at(item, path) for path in paths]
    if not all(values):
        return None
    if template == f"{{{''.join(paths)}}}":
        return absolute(url, values[0])
    rest = iter(values)
    return absolute(url, _PATH.sub(lambda _: quote(next(rest), safe=""), template))
