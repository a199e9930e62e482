"""What many tests need: an empty archive, and the corpora where they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive in a folder of its own."""
    with Archive.open(tmp_path / "greffe.db") as empty:
        yield empty
