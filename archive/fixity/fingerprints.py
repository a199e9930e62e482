"""The fingerprints of texts: whether they are those of the texts."""

from __future__ import annotations

from collections.abc import Iterator

from archive.fixity.check import Check, Fault
from archive.store import database
from archive.store.fingerprints import difference


def fingerprints(check: Check, _: int) -> Iterator[int]:
    """Compare the fingerprints with the texts."""
    connection = check.archive.connection
    try:
        with database.snapshot(connection):
            reason = difference(connection)
    except database.UNREADABLE as error:
        reason = str(error)
    if reason:
        words = f"do not tell which texts are similar ({reason}); `greffe rebuild` makes them anew"
        check.fault(Fault("the fingerprints of texts", words))
    yield 0
