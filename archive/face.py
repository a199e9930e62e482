"""The Python face: one object that answers everything that is asked of an archive.

The rooms that search, compare and export stand above the file itself and are given it; here they
are joined to it, so that ``from archive import Archive`` is all that anybody needs. Each is loaded
when it is first asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive import archive as core

if TYPE_CHECKING:
    from datetime import datetime

    from archive.formats import Exported, Imported, Packed, Selection
    from archive.history.blame.gathering import PageBlame
    from archive.history.diff import Difference
    from archive.history.listings import Listing, Stood
    from archive.history.observations import Observed
    from archive.search import Results
    from archive.similar import Similar
    from archive.store.texts import Version


class Archive(core.Archive):
    """One archive file, with search, history and exchange of files."""

    def search(self, query: str, **options: Any) -> Results:
        """Pages whose text matches what a person typed, best first.

        Takes the options of ``archive.search.search``.
        """
        from archive.search import search

        return search(self, query, **options)

    def similar(self, url: str, **options: Any) -> Similar:
        """Texts of other pages that are similar to that of a page.

        Takes the options of ``archive.similar.similar``.

        Raises:
            NotFound: the archive has no text of that page.
        """
        from archive.similar import similar

        return similar(self, url, **options)

    def trend(self, query: str, **options: Any) -> list[tuple[str, int]]:
        """How many texts match what a person typed, by month: ``("2025-03", 12)`` and so on.

        Takes the options of ``archive.search.trend``.
        """
        from archive.search import trend

        return trend(self, query, **options)

    def history(self, url: str) -> list[Observed]:
        """Every capture of a page, oldest first, and what changed from one to the next."""
        from archive.history.observations import observations

        return observations(self, url)

    def blame(self, url: str, at: datetime | None = None) -> PageBlame | None:
        """Since when each sentence of a page stands there; ``None`` where there is no text of it.

        Takes what ``archive.history.blame.gathering.blame_of`` takes.
        """
        from archive.history.blame.gathering import blame_of

        return blame_of(self, url, at)

    def listing(self, url: str) -> Listing | None:
        """A front page, feed or sitemap through time; ``None`` where no capture shows a list."""
        from archive.history.listings import listing_of

        return listing_of(self, url)

    def stood_on(self, url: str) -> list[Stood]:
        """The lists on which an article stood: from when to when, and in which places."""
        from archive.history.listings import stood_on

        return stood_on(self, url)

    def difference(self, old: Version, new: Version) -> Difference:
        """What changed from one text to another, word by word."""
        from archive.history.diff import difference

        return difference(old, new)

    def export_warc(self, path: str | Path, where: Selection | None = None) -> Exported:
        """Write captures to a WARC 1.1 file, byte for byte as they are kept.

        What chosen pages need to look right is written too.

        Raises:
            NotFound: no capture is meant.
            DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
        """
        from archive.formats import Selection, export_warc

        return export_warc(self, Path(path), where=where or Selection())

    def export_wacz(self, path: str | Path, where: Selection | None = None) -> Packed:
        """Write captures as a WACZ 1.1.1 file, which ReplayWeb.page shows in any browser.

        Raises:
            NotFound: no capture is meant.
            DiskFull, BadInput: the file cannot be written; nothing of it is left behind.
        """
        from archive.formats import Selection, export_wacz

        return export_wacz(self, Path(path), where=where or Selection())

    def import_warc(
        self, path: str | Path, *, source: str | None = None, again: bool = False
    ) -> Imported:
        """Take in the captures of a WARC, ARC or WACZ file; what could not be read is named.

        What was taken out of the archive comes in again only where ``again`` says so.

        Raises:
            BadInput: nothing in the file can be read.
        """
        from archive.formats import import_warc

        return import_warc(self, Path(path), source=source, again=again)
