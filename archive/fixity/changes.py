"""In what captures differ: whether that is what follows from their texts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from archive.fixity.check import Check, Fault
from archive.history.keeping import candidates, difference
from archive.store import database

_EACH = 20


def changes(check: Check, after: int) -> Iterator[int]:
    """Hold the captures of every page against those before them, and compare what was stored."""
    connection = check.archive.connection
    try:
        pages = [page for page in candidates(connection) if page > after]
    except database.UNREADABLE:
        return  # it is told of where captures are read
    for done, page in enumerate(pages, 1):
        if reason := check.reason(partial(difference, page=page)):
            words = f"is not what follows from them ({reason}); `greffe rebuild` tells it anew"
            check.fault(Fault(f"in what captures of page {page} differ", words))
        if done % _EACH == 0 or done == len(pages):
            yield page
