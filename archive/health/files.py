"""The sources that a folder of source files names.

Only their names are read here: what they say is the crawler's to know, and a crawl leaves in the
archive what a source is judged by. Without the names nobody could tell that a crawl never started.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def named(folder: Path) -> dict[str, str] | None:
    """Titles of the enabled sources in a folder, by name; ``None`` where it holds no source file.

    A file that cannot be read stands for the source that is called as it is; ``unread`` names it.
    """
    try:
        paths = sorted(folder.glob("*.toml"))
    except OSError:
        return None
    if not paths:
        return None
    found: dict[str, str] = {}
    for path in paths:
        table = _table(path) or {}
        if table.get("enabled") is not False:
            name = str(table.get("name") or path.stem)
            found[name] = str(table.get("title") or name)
    return found


def unread(folder: Path) -> set[str]:
    """The names of the files in a folder that cannot be read."""
    return {path.stem for path in folder.glob("*.toml") if _table(path) is None}


def _table(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
