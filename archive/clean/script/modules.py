"""Modules by name: the import map of a page (WHATWG HTML 8.1.6)."""

from __future__ import annotations

import json

from archive.clean.script.places import Place

_MOST = 500


def imports(text: str, place: Place) -> dict[str, str]:
    """The URLs of modules by name, at most 500; nothing where the map cannot be read.

    Names that belong to some modules only (``scopes``) are left out.

    Args:
        text: the import map, JSON.
        place: where it stands.
    """
    if not text.strip():
        return {}
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    named = told.get("imports") if isinstance(told, dict) else None
    if not isinstance(named, dict):
        return {}
    found = ((name, place.module(url)) for name, url in named.items() if isinstance(url, str))
    return dict([(name, url) for name, url in found if name and url][:_MOST])
