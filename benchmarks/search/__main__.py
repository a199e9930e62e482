"""Search over a million texts: what each class of query costs, beside other engines.

    python -m benchmarks.search FOLDER CORPORA [DOCUMENTS]

Makes in ``FOLDER``, once, an archive of so many pages (a million: 12 GB and some hours) with texts
synthesised from the real ones in ``CORPORA``, a tenth of them with an older text, and the same
texts in plain FTS5, tantivy (an environment of its own, by pip) and PostgreSQL (as Debian has it;
a cluster of its own, which this starts and stops). What cannot be had here is left out and said.

Then fifty queries of each class, bare and narrowed, are asked of each engine in turn, each twice;
the second counts: CPU milliseconds, median and 95th of a hundred. Who takes more than a tenth of a
second for each of the first five is asked no more of that class. Greffe answers with all that its
``search`` gives: the query told, twenty hits with marked titles and snippets, places, the count,
facets. Of the others hits, snippets and a count are asked, no facets. What they do not have (other
orders, titles alone, below an address, older texts) is asked of Greffe alone.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from benchmarks.search import fts5, postgres, tantivy, ways
from benchmarks.search.asking import Engine, Query
from benchmarks.search.classes import Drawing, Site
from benchmarks.search.filled import filled, indexed
from benchmarks.search.greffe import Greffe, added
from benchmarks.search.texts import Writer

DOCUMENTS = 1_000_000
BOUND = 25.0
"""Milliseconds that Greffe may take, 95 times of a hundred."""
_SLOW = 0.1
"""Seconds a query, above which a few are enough."""
_FEW = 5


def main() -> int:
    """Make what is missing, measure, and print the table; 1 where a class is above the bound."""
    # Whoever stops this stops the engines that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder, corpora = Path(sys.argv[1]), Path(sys.argv[2])
    pages = int(sys.argv[3]) if len(sys.argv) > 3 else DOCUMENTS
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(corpora)
    for language, instead in writer.missing.items():
        print(f"no texts in {language!r}: {instead!r} has its share")
    path = folder / f"search-{pages}.db"
    if not path.exists():
        filled(path, writer, pages)
    indexed(path)
    greffe = Greffe(path)
    with _engines(folder, greffe, pages) as engines:
        for engine in engines:
            for line in engine.costs():
                print(f"{engine.name}: {line}", flush=True)
        plain = next(one for one in engines if isinstance(one, fts5.Fts5))
        hosts = sites(greffe)
        slow, bare = report(engines, Drawing(plain, pages, pages, hosts))
        for line in ways.costs(greffe, {name: bare[name] for name in ways.CLASSES}, hosts[0].host):
            print(line, flush=True)
    for line in added(path, writer):
        print(f"Greffe: {line}")
    return 1 if slow else 0


@contextmanager
def _engines(folder: Path, greffe: Greffe, pages: int) -> Iterator[list[Engine]]:
    plain = folder / f"fts5-{pages}.db"
    if not plain.exists():
        fts5.made(plain, greffe.rows())
    interpreter = tantivy.environment(folder)
    index = folder / f"tantivy-{pages}"
    if not index.exists():
        tantivy.made(index, interpreter, greffe.rows())
    engines: list[Engine] = [greffe, fts5.Fts5(plain)]
    with ExitStack() as stack:
        engines.append(stack.enter_context(closing(tantivy.Tantivy(index, interpreter))))
        if postgres.is_here():
            cluster = postgres.Postgres(folder / f"postgres-{pages}")
            engines.append(stack.enter_context(closing(cluster)))
            cluster.loaded(greffe.rows())
        else:
            print("PostgreSQL is left out: `apt-get install postgresql` installs it")
        yield engines


def sites(greffe: Greffe) -> tuple[Site, ...]:
    """The greatest host, and one of which one text in two thousand is."""
    counts = Counter(row.host for row in greffe.rows())
    (large, most), *_ = counts.most_common(1)
    total = counts.total()
    small = min(counts, key=lambda host: abs(counts[host] - total / 2_000))
    print(f"sites: {large} with {most / total:.1%} of the texts, {small} with "
          f"{counts[small] / total:.2%}")  # fmt: skip
    return Site("large site", large), Site("small site", small)


def report(engines: Sequence[Engine], drawing: Drawing) -> tuple[list[str], dict[str, list[Query]]]:
    """Ask everything and print the table.

    Returns:
        The classes where Greffe is above the bound; queries of each that are narrowed by nothing.
    """
    print(f"\n{'CPU ms, p50 / p95':26}{'hits':>8}", end="")
    print("".join(f"{engine.name:>18}" for engine in engines))
    slow, pace = [], []
    bare: dict[str, list[Query]] = {}
    for name, queries in drawing.drawn():
        pace.append(_pace())
        bare.setdefault(name, queries)
        label = f"{name}, {queries[0].narrowed.name}"
        row, hits = [], 0
        for engine, spent in zip(engines, *[measured(engines, queries)], strict=True):
            times = sorted(seconds * 1000 for seconds, _ in spent)
            high = times[min(len(times) - 1, len(times) * 95 // 100)]
            row.append(f"{statistics.median(times):8.1f} /{high:8.1f}")
            if engine is engines[0]:
                hits = round(statistics.median(count for _, count in spent))
                if high > BOUND:
                    slow.append(f"{label}: {high:.0f} ms")
        print(f"{label:26}{hits:>8,}{''.join(row)}", flush=True)
    print(
        f"\nmeanwhile `gzip -9` took {statistics.median(pace):.0f} ms of CPU for a megabyte; "
        f"load of the machine at the end {os.getloadavg()[0]:.1f}"
    )
    print(f"Greffe is above {BOUND:.0f} ms (p95) in: {'; '.join(slow) or 'no class'}")
    return slow, bare


def _pace() -> float:
    """Milliseconds of CPU for the same work each time: they differ with what else is running."""
    words = random.Random(1).choices([f"w{number}" for number in range(3_000)], k=200_000)
    text = " ".join(words).encode()[:1_000_000]
    before = time.process_time()
    gzip.compress(text, 9)
    return (time.process_time() - before) * 1000


def measured(engines: Sequence[Engine], queries: Sequence[Query]) -> list[list[tuple[float, int]]]:
    """What each engine took for each query; few of them where it takes long."""
    found: list[list[tuple[float, int]]] = [[] for _ in engines]
    for query in queries:
        for engine, held in zip(engines, found, strict=True):
            if len(held) >= _FEW and sum(one for one, _ in held[:_FEW]) > _FEW * _SLOW:
                continue
            first = engine.asked(query)
            held.append(engine.asked(query) if first[0] < _SLOW else first)
    return found


if __name__ == "__main__":
    sys.exit(main())
