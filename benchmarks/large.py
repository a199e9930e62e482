"""Latencies of an archive of a million captures, beside a small one.

Run as ``python -m benchmarks.large FOLDER [COPIES [CAPTURES]]``; ``FOLDER`` needs some 12 GB. A
small archive of invented articles is made as a crawl makes one (10,000 captures of ten sources,
texts and all), then copied row by row within SQLite into one COPIES times as large (100), with URLs
and ids of their own. Measured in turns on both, wall time, each in a process of its own, with the
file's pages dropped from the page cache before (cold) and with them there (warm):

- ``open``: opening the file and closing it;
- ``read``: the records of one capture at random;
- ``capture``: the capture of a URL nearest to a time;
- ``search``: the first page for a word that 1 of 2,000 pages has;
- ``add``: 100 new captures, each in a transaction of its own, a capture;
- ``count``: captures by source;
- ``greffe status``: the command, start-up counted.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Exchange
from archive.observation import Observation, seen
from benchmarks.store import apart

CAPTURES = 10_000
SOURCES = 10
_START = datetime(2024, 1, 1, tzinfo=UTC)
_ROUNDS = 5
_WORDS = 30_000


def article(number: int, chosen: random.Random) -> Exchange:
    """An invented article of some 350 words on a page of its own, as noisy as real ones."""
    words = [f"w{int(chosen.paretovariate(0.7)) % _WORDS}" for _ in range(350)]
    words[::9] = [f"{chosen.randrange(16**8):08x}" for _ in words[::9]]
    words[7] = f"needle{number % 2_000}"
    body = "".join(f"<p>{' '.join(words[at : at + 70])}.</p>" for at in range(0, len(words), 70))
    data = chosen.randbytes(2_500).hex()
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Article {number}'
        f"</title></head><body><article><h1>Article {number}</h1>{body}</article>"
        f'<div data-state="{data}"></div></body></html>'
    ).encode()
    url = f"https://site{number % SOURCES}.example/articles/{number}"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    request = f"GET /articles/{number} HTTP/1.1\r\nHost: site{number % SOURCES}.example\r\n\r\n"
    began = _START + timedelta(seconds=number)
    return Exchange(url, began, request.encode(), head.encode() + page)


def made(path: Path, count: int) -> None:
    """Make the small archive."""
    chosen = random.Random(1)
    with Archive.open(path) as archive:
        for start in range(0, count, 500):
            with archive.transaction():
                for number in range(start, min(start + 500, count)):
                    said = article(number, chosen)
                    archive.add(said, source=f"site{number % SOURCES}")


_COPIED = {
    "page": "id", "frame": "id", "base": "frame_id", "capture": "id", "record": "id",
    "version": "id", "reading": "capture_id",
}  # fmt: skip
"""Tables that are multiplied, and the column by which a row is known to be of the first copy."""


def columns(archive: Archive, table: str) -> list[str]:
    """Names of a table's columns."""
    rows = archive.connection.execute(f"PRAGMA table_info({table})").fetchall()
    return [row[1] for row in rows]


def copied(path: Path, copies: int) -> None:
    """Multiply the rows of an archive: numbers moved on, URLs and record ids made new."""
    with Archive.open(path) as archive:
        run = archive.connection.execute
        run("PRAGMA foreign_keys = OFF")
        run("PRAGMA synchronous = OFF")
        step = max(
            run(f"SELECT max(id) FROM {table}").fetchone()[0]
            for table in ("page", "frame", "capture", "record", "version")
        )
        for copy in range(1, copies):
            run("BEGIN IMMEDIATE")
            for table, bound in _COPIED.items():
                names = columns(archive, table)
                values = ", ".join(_value(name, step * copy, copy) for name in names)
                run(
                    f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} "
                    f"WHERE {bound} <= {step}"
                )
            run("COMMIT")
            print(f"\r{copy + 1} of {copies} copies", end="", file=sys.stderr, flush=True)
        run("PRAGMA wal_checkpoint(TRUNCATE)")
    print(file=sys.stderr)


def _value(name: str, step: int, copy: int) -> str:
    if name in ("crawl_id", "source_id") or not (name == "id" or name.endswith("_id")):
        if name in ("urlkey", "url", "uri"):
            return f"{name} || '.{copy}'"
        return f"time + {copy} * 86400000000" if name == "time" else name
    return f"{name} + {step}"


def evicted(path: Path) -> None:
    """Drop the file's pages from the page cache."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def opened(path: Path) -> float:
    """Seconds for opening the file."""
    before = time.perf_counter()
    Archive.open(path, read_only=True).close()
    return time.perf_counter() - before


def read(path: Path) -> float:
    """Seconds for the records of a capture at random."""
    with Archive.open(path, read_only=True) as archive:
        (last,) = archive.connection.execute("SELECT max(id) FROM capture").fetchone()
        chosen = random.SystemRandom()
        capture = None
        while capture is None:
            capture = archive.capture_by_id(chosen.randrange(1, last + 1))
        before = time.perf_counter()
        archive.records(capture)
        return time.perf_counter() - before


def found(path: Path) -> float:
    """Seconds for the capture of a URL."""
    with Archive.open(path, read_only=True) as archive:
        number = random.SystemRandom().randrange(200)
        url = f"https://site{number % SOURCES}.example/articles/{number}"
        before = time.perf_counter()
        if archive.capture(url, _START) is None:
            raise LookupError(url)
        return time.perf_counter() - before


def searched(path: Path) -> float:
    """Seconds for a search."""
    with Archive.open(path, read_only=True) as archive:
        before = time.perf_counter()
        archive.search(f"needle{random.SystemRandom().randrange(2_000)}")
        return time.perf_counter() - before


def counted(path: Path) -> float:
    """Seconds for counting captures by source."""
    with Archive.open(path, read_only=True) as archive:
        before = time.perf_counter()
        archive.connection.execute("SELECT source_id, count(*) FROM capture GROUP BY 1").fetchall()
        return time.perf_counter() - before


def added(path: Path) -> float:
    """Seconds for adding a capture, the mean of 100; what they show was read before."""
    chosen = random.SystemRandom()
    ready: list[tuple[Exchange, Observation]] = []
    for _ in range(100):
        said = article(chosen.randrange(10**9, 10**10), random.Random(chosen.random()))
        ready.append((said, seen(said)))
    with Archive.open(path) as archive:
        before = time.perf_counter()
        for said, observation in ready:
            archive.add(said, observation=observation, source="site1")
        return (time.perf_counter() - before) / len(ready)


def status(path: Path) -> float:
    """Seconds for the command."""
    before = time.perf_counter()
    command = [sys.executable, "-m", "archive.cli.main", "--archive", path, "status"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - before


WAYS: dict[str, Callable[[Path], float]] = {
    "open": opened, "read": read, "capture": found, "search": searched, "add": added,
    "count": counted, "greffe status": status,
}  # fmt: skip


def main() -> None:
    """Make both archives and measure them in turns."""
    folder = Path(sys.argv[1])
    copies = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    count = int(sys.argv[3]) if len(sys.argv) > 3 else CAPTURES
    small, large = folder / "small.db", folder / "large.db"
    if not large.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made(small, count)
        shutil.copy(small, folder / "part.db")
        copied(folder / "part.db", copies)
        (folder / "part.db").rename(large)
    print(f"small {small.stat().st_size / 1e6:,.0f} MB, large {large.stat().st_size / 1e6:,.0f} MB")
    print(f"{f'ms, median of {_ROUNDS}':24}{'small cold':>12}{'warm':>9}", end="")
    print(f"{'large cold':>12}{'warm':>9}")
    for name, way in WAYS.items():
        row = []
        for path in (small, large):
            cold, warm = [], []
            for _ in range(_ROUNDS):
                evicted(path)
                cold.append(apart(lambda path=path, way=way: way(path)))
                warm.append(apart(lambda path=path, way=way: way(path)))
            row += [statistics.median(cold) * 1000, statistics.median(warm) * 1000]
        print(f"{name:24}{row[0]:12.2f}{row[1]:9.2f}{row[2]:12.2f}{row[3]:9.2f}", flush=True)


if __name__ == "__main__":
    main()
