"""Where pages stand: whether that is what follows from their captures."""

from __future__ import annotations

from collections.abc import Iterator

from archive.fixity.check import Check, Fault
from archive.presence.keeping import difference


def presences(check: Check, _: int) -> Iterator[int]:
    """Compare where pages are said to stand with what follows from their captures."""
    if reason := check.reason(difference):
        words = f"is not what follows from the captures ({reason}); `greffe rebuild` tells it anew"
        check.fault(Fault("where pages stand", words))
    yield 0
