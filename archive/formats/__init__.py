"""Standard formats in and out: WARC both ways, WACZ, texts as JSON Lines and CSV."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.formats.framing import Skip
    from archive.formats.pages_out import export_pages
    from archive.formats.selection import Selection
    from archive.formats.tally import Imported
    from archive.formats.wacz_out import Packed, export_wacz
    from archive.formats.warc_in import Import, import_warc
    from archive.formats.warc_out import Exported, export_warc

_HOMES = {
    "Exported": "warc_out", "Import": "warc_in", "Imported": "tally", "Packed": "wacz_out",
    "Selection": "selection", "Skip": "framing", "export_pages": "pages_out",
    "export_wacz": "wacz_out", "export_warc": "warc_out", "import_warc": "warc_in",
}  # fmt: skip

__all__ = [
    "Exported",
    "Import",
    "Imported",
    "Packed",
    "Selection",
    "Skip",
    "export_pages",
    "export_wacz",
    "export_warc",
    "import_warc",
]


def __getattr__(name: str) -> Any:
    """What is named, from its module, which is loaded now (PEP 562): most commands need none."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
