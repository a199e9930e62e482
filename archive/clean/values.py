"""Values in JSON, by paths: names and numbers with dots between them."""

from __future__ import annotations

from html import unescape
from typing import Any


def at(value: Any, path: str) -> Any:
    """What stands at a path; ``None`` where nothing does. An empty path is the whole."""
    for name in path.split(".") if path else ():
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isascii() and name.isdigit():
            value = value[int(name)] if int(name[:9]) < len(value) else None
        else:
            return None
    return value


def text_at(value: Any, path: str) -> str:
    """What stands at a path, as plain text; the values of a list with semicolons between them."""
    found = at(value, path)
    if isinstance(found, list):
        return "; ".join(filter(None, (text_at(one, "") for one in found)))
    if isinstance(found, bool):
        return "true" if found else "false"
    return "" if found is None or isinstance(found, dict) else unescape(str(found)).strip()
