"""Fragments of a URL that say what is shown, and those that only say where to look.

A fragment never reaches the server (RFC 3986, 3.5), so most name a place on a page. Where a script
reads it, it names the document: as JSON (HUDOC and the search of the Council of Europe: raw or
percent-encoded) or as a route (``#!/a``, ``#/a``).
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, unquote

_ROUTE = re.compile(r"!?/[^/]|![^/=]*[/=].")
_NUMBER = re.compile(r"itemid|[a-z]*(?:sectionid|identifier|documentid)", re.IGNORECASE)
"""Keys under which HUDOC sites name one document; the other keys are the search it was found by."""
_LONGEST = 4096


def identity_of(fragment: str) -> str:
    """The part of a fragment that says which page is meant, in one spelling; empty if none does.

    ``%7B%22itemid%22:[%22001-1%22]%7D`` and ``{"sort":["kpdate"],"itemid":["001-1"]}`` are both
    ``{"itemid":["001-1"]}``.
    """
    if not fragment or len(fragment) > _LONGEST:
        return ""
    plain = unquote(fragment).strip()
    if plain.startswith("{"):
        return _of_json(plain)
    return plain.rstrip("/") if _ROUTE.match(plain) else ""


def as_typed(identity: str) -> str:
    """Such a part as it stands in a URL (RFC 3986, 3.5: neither braces nor quotes may)."""
    return quote(identity, safe="!$&'()*+,;=:@/?-._~")


def _of_json(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict):
        return ""
    values = {name: _values(value) for name, value in said.items()}
    values = {name: value for name, value in values.items() if value}
    named = {name: value for name, value in values.items() if _NUMBER.fullmatch(name)}
    chosen = named or values
    if not chosen:
        return ""
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _values(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    words = (str(item).strip() for item in items if isinstance(item, str | int))
    return [word for word in words if word]
