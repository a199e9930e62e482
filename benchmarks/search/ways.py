"""Ways to search that the peers do not have, and what they cost."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.search.asking import Query
from benchmarks.search.greffe import Greffe

CLASSES = ("medium", "24 %", "two words", "phrase")
"""Of which some queries are asked in each way."""
_QUERIES = 20
_WAYS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "newest first": ("{typed}", {"order": "newest"}),
    "fresh first": ("{typed}", {"order": "fresh"}),
    "in titles": ("title:({typed})", {}),
    "below an address": ("{typed} site:{host}/9", {}),
    "all versions": ("{typed}", {"all_versions": True}),
    "on a day": ("{typed} at:2020-06-30", {}),
}
"""How each is typed, and what is chosen beside that."""


def costs(greffe: Greffe, classes: Mapping[str, Sequence[Query]], host: str) -> Iterator[str]:
    """The rows of a table: for each way CPU milliseconds, p50 and p95, by class.

    Args:
        greffe: the engine.
        classes: queries of each class, narrowed by nothing.
        host: the greatest site.
    """
    yield f"{'Greffe, p50 / p95':26}{''.join(f'{name:>18}' for name in classes)}"
    for name, (written, options) in _WAYS.items():
        row = ""
        for queries in classes.values():
            spent = []
            for query in queries[:_QUERIES]:
                typed = written.format(typed=query.typed, host=host)
                greffe.took(typed, **options)
                spent.append(greffe.took(typed, **options)[0] * 1000)
            spent.sort()
            high = spent[min(len(spent) - 1, len(spent) * 95 // 100)]
            row += f"{statistics.median(spent):8.1f} /{high:8.1f}"
        yield f"{name:26}{row}"
