"""Queries of all sorts: none raises, all are read back as they were understood, and how fast.

    python -m benchmarks.queries [N [SEED]]

Reads ``N`` (100,000) queries made of words, signs, operators and fields (``tests.typed``), one in
fifty many times over; then searches a small archive with each of them, and one of the same pages
that has sets beside its index, as large ones have: what is found is to be the same. Whatever goes
wrong is printed with its query, and the exit code is 1.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from archive import Archive
from archive.search import facets, search
from archive.search.reading import read
from archive.search.wording import explained, written
from archive.store.index.postings import followed
from tests.exchanges import LONG, exchange, page
from tests.typed import typed

_TODAY = date(2025, 6, 15)
_SHOWN = 10
_USUAL = (
    "court", "fair trial", '"fair trial" baku', "prison* -azerbaijan", "wheat OR jail court",
    "cpt site:coe.int after:2024-03-01", "title:court lang:fr type:pdf published:2024..2025",
)  # fmt: skip


def queries(count: int, seed: int) -> Iterator[str]:
    """So many queries."""
    chance = random.Random(seed)
    for number in range(count):
        yield typed(chance) * (chance.randrange(2, 200) if number % 50 == 0 else 1)


def understood(query: str) -> None:
    """Read a query, and what was understood of it.

    Raises:
        ValueError: they are not the same.
    """
    asked = read(query, today=_TODAY)
    explained(asked).encode()
    text = written(asked.node)
    text.encode()
    if read(text).node != asked.node:
        raise ValueError(f"understood as {text!r}, which is read as {written(read(text).node)!r}")


def run(name: str, todo: Callable[[str], object], count: int, seed: int) -> int:
    """Do something with each query; how many raised."""
    took, faults = [], 0
    for query in queries(count, seed):
        began = time.perf_counter()
        try:
            todo(query)
        except Exception as error:  # noqa: BLE001  any is a fault
            faults += 1
            if faults <= _SHOWN:
                print(f"{query[:200]!r}: {type(error).__name__}: {str(error)[:300]}")
        took.append(time.perf_counter() - began)
    micros = [seconds * 1e6 for seconds in took]
    places = statistics.quantiles(micros, n=100)
    print(
        f"{name:10s} {count:,} queries, {faults} raised; µs p50 {statistics.median(micros):.0f}, "
        f"p95 {places[94]:.0f}, p99 {places[98]:.0f}, max {max(micros):.0f}"
    )
    return faults


def _library(path: Path) -> Archive:
    archive = Archive.open(path)
    for number in range(20):
        text = page(f"CPT visits Azerbaijan {number}", *LONG[number % 2 :], f"Report {number}.")
        archive.add(exchange(f"http://council.example/{number}", text))
    return archive


def _with_sets(path: Path) -> Archive:
    archive = _library(path)
    made = followed(archive.connection, archive.transaction, least=2, placed=2, fresh=1)
    if not made:
        raise RuntimeError("no sets were made")
    # As where many are found.
    facets.FEW = 0
    return archive


def _same(one: Archive, other: Archive, query: str) -> None:
    """Search two archives.

    Raises:
        ValueError: they find something else.
    """
    found = [search(archive, query, with_facets=True) for archive in (one, other)]
    told = [
        ([hit.version.id for hit in each.hits], each.total, each.facets, each.notes)
        for each in found
    ]
    if told[0] != told[1]:
        raise ValueError(f"{told[0]!r} without sets, {told[1]!r} with them")


def _speed() -> None:
    for query in _USUAL:
        began = time.perf_counter()
        for _ in range(1000):
            read(query)
        print(f"{(time.perf_counter() - began) * 1000:6.0f} µs  {query}")


def main() -> None:
    """Read and search."""
    if len(sys.argv) > 3 or not all(text.isdigit() for text in sys.argv[1:]):
        raise SystemExit(__doc__)
    count, seed = (*map(int, sys.argv[1:]), *(100_000, 1)[len(sys.argv) - 1 :])
    _speed()
    faults = run("read", read, count, seed)
    faults += run("read back", understood, count, seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        _library(Path(folder) / "greffe.db") as archive,
        _with_sets(Path(folder) / "sets.db") as other,
    ):
        faults += run("search", lambda query: search(archive, query), count, seed)
        faults += run("the same", lambda query: _same(archive, other, query), count, seed)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
