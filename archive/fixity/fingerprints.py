"""The fingerprints of texts: whether they are those of the texts."""

from __future__ import annotations

from collections.abc import Iterator

from archive.fixity.check import Check, Fault
from archive.store.fingerprints import difference


def fingerprints(check: Check, _: int) -> Iterator[int]:
    """Compare the fingerprints with the texts."""
    if reason := check.reason(difference):
        words = f"do not tell which texts are similar ({reason}); `greffe rebuild` makes them anew"
        check.fault(Fault("the fingerprints of texts", words))
    yield 0
