"""The Python face: one object that answers everything that is asked of an archive.

The rooms that search, compare and export stand above the file itself and are given it; here they
are joined to it, so that ``from archive import Archive`` is all that anybody needs.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from archive import archive as core
from archive.formats.selection import Selection
from archive.formats.tally import Imported
from archive.formats.wacz_out import Packed, export_wacz
from archive.formats.warc_in import import_warc
from archive.formats.warc_out import Exported, export_warc
from archive.history import Difference, Observed, difference, observations
from archive.history.listings import Listing, Stood, listing_of, stood_on
from archive.search import Results, search, trend
from archive.similar import LEAST, Similar, similar
from archive.store.texts import Version


class Archive(core.Archive):
    """One archive file, with search, history and exchange of files."""

    def search(self, query: str, **options: Any) -> Results:
        """Pages whose text matches what a person typed, best first.

        Takes the options of ``archive.search.search``.
        """
        return search(self, query, **options)

    def similar(
        self,
        url: str,
        *,
        at: datetime | None = None,
        least: float = LEAST,
        source: str | None = None,
        limit: int = 10,
        all_versions: bool = False,
    ) -> Similar:
        """Texts of other pages that are similar to that of a page; see ``archive.similar``.

        Raises:
            NotFound: the archive has no text of that page.
        """
        return similar(
            self, url, at=at, least=least, source=source, limit=limit, all_versions=all_versions
        )

    def trend(self, query: str, **options: Any) -> list[tuple[str, int]]:
        """How many texts match what a person typed, by month: ``("2025-03", 12)`` and so on.

        Takes the options of ``archive.search.trend``.
        """
        return trend(self, query, **options)

    def history(self, url: str) -> list[Observed]:
        """Every capture of a page, oldest first, and what changed from one to the next."""
        return observations(self, url)

    def listing(self, url: str) -> Listing | None:
        """A front page, feed or sitemap through time; ``None`` where no capture shows a list."""
        return listing_of(self, url)

    def stood_on(self, url: str) -> list[Stood]:
        """The lists on which an article stood: from when to when, and in which places."""
        return stood_on(self, url)

    def difference(self, old: Version, new: Version) -> Difference:
        """What changed from one text to another, word by word."""
        return difference(old, new)

    def export_warc(self, path: str | Path, where: Selection | None = None) -> Exported:
        """Write captures to a WARC 1.1 file, byte for byte as they are kept.

        What chosen pages need to look right is written too.

        Raises:
            NotFound: no capture is meant.
            DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
        """
        return export_warc(self, Path(path), where=where or Selection())

    def export_wacz(self, path: str | Path, where: Selection | None = None) -> Packed:
        """Write captures as a WACZ 1.1.1 file, which ReplayWeb.page shows in any browser.

        Raises:
            NotFound: no capture is meant.
            DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
        """
        return export_wacz(self, Path(path), where=where or Selection())

    def import_warc(
        self, path: str | Path, *, source: str | None = None, again: bool = False
    ) -> Imported:
        """Take in the captures of a WARC, ARC or WACZ file; what could not be read is named.

        What was taken out of the archive comes in again only where ``again`` says so.

        Raises:
            BadInput: nothing in the file can be read.
        """
        return import_warc(self, Path(path), source=source, again=again)
