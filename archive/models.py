"""The models of sites for a process beside an archive, which reads pages and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from archive.errors import GreffeError
from archive.store import database
from archive.store.sites import Models

if TYPE_CHECKING:
    from archive.clean.site import SiteModel

ModelOf = Callable[[str], "SiteModel | None"]
"""Gives the model of the site that a URL is of, as it is now."""


@contextmanager
def models_at(path: Path | None) -> Iterator[ModelOf]:
    """The models of the archive at a path; none where there is no archive that can be read."""
    connection = None
    if path is not None:
        try:
            connection = database.connect(path, create=False, read_only=True)
        except GreffeError:
            connection = None
    models = Models(connection) if connection is not None else None

    def model_of(url: str) -> SiteModel | None:
        try:
            return models.of(url) if models else None
        except database.SQLiteError:
            # A page is read without what was learned sooner than not at all.
            return None

    try:
        yield model_of
    finally:
        if connection is not None:
            connection.close()
