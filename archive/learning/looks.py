"""What one capture teaches of its site, told in a process beside this one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from archive.archive import Archive
from archive.beside import Beside
from archive.errors import DamagedArchive
from archive.observation import message_of
from archive.store.exchanges import exchange_of

if TYPE_CHECKING:
    from archive.clean.site import Sample

COMMAND = (sys.executable, "-m", "archive.learning.worker")
PATIENCE = 30.0
"""Seconds a page may take; it teaches nothing then."""
_LARGEST = 8_000_000
"""Bytes of a page that something is learned of."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a capture teaches.

    Attributes:
        sample: of the page; ``None`` where it teaches nothing.
        layout: the id of its layout, by the model that its site has now; else empty.
    """

    sample: Sample | None = None
    layout: str = ""


NOTHING = Look()
LookAt = Callable[[int], Look]
"""Tells what a capture teaches, by its number."""


def look(archive: Archive, number: int) -> Look:
    """What a capture teaches of its site; nothing where its records are damaged."""
    from archive.clean.decode import decoded
    from archive.clean.markup import parsed
    from archive.clean.site import sampled
    from archive.clean.sketch import sketched

    capture = archive.capture_by_id(number)
    try:
        exchange = exchange_of(archive.records(capture)) if capture else None
    except DamagedArchive:
        return NOTHING
    if capture is None or exchange is None:
        return NOTHING
    message = message_of(exchange, None)
    payload = message.decoded()[0] if message.fits else b""
    tree = parsed(decoded(payload, message.charset)) if 0 < len(payload) <= _LARGEST else None
    if tree is None:
        return NOTHING
    sketch = sketched(tree)
    sample = sampled(sketch, capture.url, capture.time)
    model = archive.models.of(capture.url)
    layout = model.layout_of(sketch) if model else None
    return Look(sample if len(sample.keys) else None, layout.id if layout else "")


class Lookers:
    """A process that looks at captures, begun when the first is asked for; a context manager.

    A page that kills or hangs it teaches nothing.
    """

    def __init__(self, archive: Path) -> None:
        self._command = (*COMMAND, str(archive))
        self._process: Beside | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.end()

    def look(self, number: int) -> Look:
        """What a capture teaches."""
        if self._process is None or self._process.is_over:
            self._process = Beside(self._command)
        said = self._process.asked(number, PATIENCE).said
        return said if isinstance(said, Look) else NOTHING
