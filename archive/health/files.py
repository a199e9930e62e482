"""The sources that a folder of source files names.

Only their names are read here: what they say is the crawler's to know, and a crawl leaves in the
archive what a source is judged by. Without the names nobody could tell that a crawl never started.
"""

from __future__ import annotations

import tomllib
from pathlib import Path


def named(folder: Path) -> dict[str, str] | None:
    """Titles of the enabled sources in a folder, by name; ``None`` where it holds no source file.

    A file that cannot be read stands for the source that is called as it is.
    """
    try:
        paths = sorted(folder.glob("*.toml"))
    except OSError:
        return None
    if not paths:
        return None
    found: dict[str, str] = {}
    for path in paths:
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            table = {}
        if table.get("enabled") is not False:
            name = str(table.get("name") or path.stem)
            found[name] = str(table.get("title") or name)
    return found
