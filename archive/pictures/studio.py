"""Makes pictures of saved pages for who reads, and keeps them for a while, in memory alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archive.leaves.gallery import Kept, Turns
from archive.store.captures import Capture

if TYPE_CHECKING:
    from archive.pictures.taking import Picture

_MOST_BYTES = 96 << 20


class Studio:
    """Makes pictures of the pages that an archive holds, one at a time."""

    def __init__(self, path: Path) -> None:
        """Make them of the archive at ``path``."""
        self._path = path
        self._kept: Kept[Picture] = Kept(_MOST_BYTES)
        self._turns = Turns()

    def kept(self, capture: Capture) -> Picture | None:
        """The picture of a capture, if it was made lately."""
        return self._kept.get((capture.id, 0))

    def picture(self, capture: Capture) -> Picture:
        """The picture of a capture, made if need be.

        Raises:
            BadInput: no Chromium is installed.
            BrowserFault: it could not make a picture.
            Busy: too many are waiting.
        """
        # With asyncio's pipes and all that pictures need.
        from archive.pictures.taking import taken

        if (kept := self.kept(capture)) is not None:
            return kept
        with self._turns.taken():
            made = self.kept(capture) or taken(self._path, capture)
            self._kept.put((capture.id, 0), made)
        return made
