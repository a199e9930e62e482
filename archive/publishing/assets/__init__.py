"""What every published site has beside its pages: styles, the search, the player of records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

WACZ = "captures.wacz"
_HERE = Path(__file__).parent
_STYLE = _HERE.parent.parent / "web" / "static" / "style.css"
PLAYER = _HERE / "replaywebpage"
"""ReplayWeb.page as published."""
_PLAYER = ("ui.js", "sw.js", "LICENSE")


def has_player() -> bool:
    """Whether ReplayWeb.page is there, which Greffe fetches when it is built."""
    return all((PLAYER / name).is_file() for name in _PLAYER)


def files(*, has_player: bool) -> Iterator[tuple[str, bytes]]:
    """The files: their names below the site's root, and what is in them."""
    yield "assets/style.css", _STYLE.read_bytes() + (_HERE / "site.css").read_bytes()
    yield "assets/search.js", (_HERE / "search.js").read_bytes()
    yield "assets/icon.svg", (_STYLE.parent / "icon.svg").read_bytes()
    if has_player:
        yield "records/index.html", (_HERE / "player.html").read_bytes()
        yield "records/player.js", (_HERE / "player.js").read_bytes()
        for name in _PLAYER:
            place = "records/replay" if name == "sw.js" else "records"
            yield f"{place}/{name}", (PLAYER / name).read_bytes()
