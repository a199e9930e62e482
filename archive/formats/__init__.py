"""Standard formats in and out: WARC both ways, texts as JSON Lines."""

from __future__ import annotations

from archive.formats.framing import Skip
from archive.formats.pages_out import export_pages
from archive.formats.selection import Selection
from archive.formats.tally import Imported
from archive.formats.warc_in import Import, import_warc
from archive.formats.warc_out import Exported, export_warc

__all__ = [
    "Exported",
    "Import",
    "Imported",
    "Selection",
    "Skip",
    "export_pages",
    "export_warc",
    "import_warc",
]
