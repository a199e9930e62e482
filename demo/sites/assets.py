"""Files the sites serve as they are: style sheets, scripts, drawings."""

from __future__ import annotations

import functools
from pathlib import Path

from demo.sites.page import DAYS, Page

_FOLDER = Path(__file__).with_name("static")
_TYPES = {
    ".css": "text/css",
    ".js": "application/javascript",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
}


@functools.cache
def _files(folder: str) -> dict[str, Page]:
    root = _FOLDER / folder
    return {
        path.relative_to(root).as_posix(): Page(
            path.read_bytes(), "requisite", _TYPES[path.suffix], modified=DAYS[1]
        )
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def static(folder: str, prefix: str) -> dict[str, Page]:
    """The files of ``static/<folder>`` by request target below ``prefix``."""
    return {f"{prefix}/{name}": page for name, page in _files(folder).items()}
