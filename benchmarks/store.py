"""Bytes and CPU a capture: the archive file beside ``.warc.gz`` and WarcDB.

Run as ``python -m benchmarks.store CORPORA [PEERS]`` (``PEERS``: see ``benchmarks.peers``), where
``CORPORA`` holds ``recrawl/recrawl.tar.zst``: real section pages of four German news sites,
fetched every hour or about every month. What differs from fetch to fetch only is in it.

For each series, and for each with bodies as they were kept and as a server sends them that
compresses (gzip in chunks):

- ``greffe``: the whole file, all rows and indexes, after its log was folded in; records only, as
  neither of the others holds texts. Each run is a process of its own, as cron would have it.
- ``warc.gz``: what ``warcio recompress`` makes of the same records.
- ``warcdb``: what it makes of that.
- ``with texts``: the file with texts, links and search index; of it ``of texts`` what the table of
  versions has and its indexes have, and milliseconds of CPU for the latest and the oldest text of
  the page with the most, nothing at hand.

Every capture's records are compared with what was put in. ``replay`` is the CPU of reading one
whose bases are not at hand. CPU depends on the machine: beside it stands what ``gzip -9`` takes
there for the same records, which is how a ``.warc.gz`` is made.
"""

from __future__ import annotations

import gzip
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from archive import Archive, Exchange
from archive.formats import export_warc
from archive.observation import observed, seen
from archive.store import deltas, frames, texts
from archive.store.captures import Capture
from benchmarks import peers
from benchmarks.recrawl import gzipped, runs, unpacked

_READS = 150
_TIMES = 30


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a series.

    Attributes:
        captures: how many there are.
        size: bytes of the archive file.
        ingest: milliseconds of CPU for adding a capture.
        replay: milliseconds of CPU for reading one, sorted.
        differing: captures that were not read as they were put in.
    """

    captures: int
    size: int
    ingest: float
    replay: list[float]
    differing: int


def added(path: Path, series: Sequence[Sequence[Exchange]], *, with_texts: bool) -> float:
    """Add each run in a process of its own; CPU seconds that adding took."""
    spent = 0.0
    for run in series:
        ready = [(one, seen(one) if with_texts else observed(one, is_read=False)) for one in run]

        def add(ready: list = ready) -> float:
            with Archive.open(path) as archive:
                before = time.process_time()
                for exchange, observation in ready:
                    archive.add(exchange, observation=observation)
                return time.process_time() - before

        spent += apart(add)
    with Archive.open(path) as archive:
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return spent


def apart(work: Callable[[], float]) -> float:
    """What a function gives in a process that has done nothing else."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, repr(work()).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return float(told)


def measured(path: Path, series: Sequence[Sequence[Exchange]]) -> Measured:
    """Add a series without texts and read it again."""
    ingest = added(path, series, with_texts=False)
    exchanges = [exchange for run in series for exchange in run]
    with Archive.open(path) as archive:
        captures = list(archive.all_captures())
    differing = 0
    for capture, exchange in zip(captures, exchanges, strict=True):
        with Archive.open(path) as archive:
            differing += not is_kept(archive, capture, exchange)
    replay = sorted(read(path, captures))
    count = len(exchanges)
    return Measured(count, path.stat().st_size, ingest / count * 1000, replay, differing)


def read(path: Path, captures: Sequence[Capture]) -> Iterator[float]:
    """Milliseconds for each of some captures at random, none of what it rests on at hand."""
    chosen = random.Random(1).sample(captures, min(_READS, len(captures)))
    with Archive.open(path, read_only=True) as archive:
        for capture in chosen:
            frames.let_go()
            before = time.process_time()
            archive.records(capture)
            yield (time.process_time() - before) * 1000


def is_kept(archive: Archive, capture: Capture, exchange: Exchange) -> bool:
    """Whether a capture's records, and of a revisit those of its original, are the exchange."""
    blocks = {record.type: record.block for record in archive.records(capture)}
    original = archive.capture_by_id(capture.revisit_of) if capture.revisit_of else None
    if original:
        held = next(one for one in archive.records(original) if one.type == "response")
        blocks["response"] = blocks["revisit"] + held.message.body
    return blocks["response"] == exchange.response and blocks["request"] == exchange.request


def recompressed(path: Path, folder: Path) -> Path:
    """The same records in a .warc.gz made by warcio."""
    plain, packed = folder / "all.warc", folder / "all.warc.gz"
    with Archive.open(path, read_only=True) as archive:
        export_warc(archive, plain)
    command = [sys.executable, "-m", "warcio.cli", "recompress", plain, packed]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    plain.unlink()
    return packed


def imported(interpreter: Path, packed: Path, folder: Path) -> tuple[int, int]:
    """Bytes of a WarcDB file with the same records but revisits, and how many captures it took."""
    made, taken = folder / "warc.db", folder / "taken.warc.gz"
    count = 0
    with packed.open("rb") as stream, taken.open("wb") as file:
        writer = WARCWriter(file)
        for record in ArchiveIterator(stream):
            if record.rec_type != "revisit":  # at which it stops
                writer.write_record(record)
                count += record.rec_type == "response"
    command = [interpreter.parent / "warcdb", "import", made, taken]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return made.stat().st_size, count


def of_texts(path: Path) -> int:
    """Bytes of the table of versions and of its indexes."""
    sql = (
        "SELECT sum(pgsize) FROM dbstat WHERE name IN "
        "(SELECT name FROM sqlite_master WHERE tbl_name = 'version')"
    )
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(sql).fetchone()[0])


def text_reads(path: Path) -> tuple[float, float]:
    """Milliseconds for the latest and the oldest text of the page with the most."""
    sql = (
        "SELECT version.id FROM version JOIN capture ON capture.id = capture_id "
        "WHERE version.page_id = (SELECT page_id FROM version GROUP BY 1 "
        "ORDER BY count(*) DESC LIMIT 1) ORDER BY time"
    )
    with Archive.open(path, read_only=True) as archive:
        numbers = [row[0] for row in archive.connection.execute(sql)]
        latest, oldest = (
            statistics.median(text_read(archive, number) for _ in range(_TIMES))
            for number in (numbers[-1], numbers[0])
        )
    return latest, oldest


def text_read(archive: Archive, number: int) -> float:
    """Milliseconds for a text, none of what it rests on at hand."""
    deltas.let_go()
    before = time.process_time()
    texts.by_id(archive.connection, number)
    return (time.process_time() - before) * 1000


def gzip_of(series: Sequence[Sequence[Exchange]]) -> float:
    """Milliseconds of CPU that ``gzip -9`` takes for an exchange, the mean of every seventh."""
    some = [exchange.response for run in series for exchange in run][::7]
    before = time.process_time()
    for response in some:
        gzip.compress(response, 9)
    return (time.process_time() - before) / len(some) * 1000


def tell(name: str, series: Sequence[Sequence[Exchange]], warcdb: Path | None) -> None:
    """Measure a series and print what came of it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / "greffe.db"
        result = measured(path, series)
        packed = recompressed(path, folder)
        size = packed.stat().st_size
        count = result.captures
        p95 = result.replay[int(len(result.replay) * 0.95)]
        print(f"{name}: {count} captures in {len(series)} runs, {result.differing} differing")
        print(f"  greffe     {result.size / count:9,.0f} B a capture")
        print(f"  warc.gz    {size / count:9,.0f}   {size / result.size:5.1f} times as large")
        if warcdb:
            other, taken = imported(warcdb, packed, folder)
            times = other / taken / (result.size / count)
            print(f"  warcdb     {other / taken:9,.0f}   {times:5.1f} times as large")
        added(folder / "texts.db", series, with_texts=True)
        whole = (folder / "texts.db").stat().st_size
        print(f"  with texts {whole / count:9,.0f}   warc.gz {size / whole:.1f} times as large")
        latest, oldest = text_reads(folder / "texts.db")
        share = of_texts(folder / "texts.db") / count
        print(f"  of texts   {share:9,.0f}   latest {latest:.2f} ms, oldest {oldest:.2f} ms")
        p50, most = statistics.median(result.replay), result.replay[-1]
        print(f"  ingest {result.ingest:.1f} ms of CPU (gzip -9 {gzip_of(series):.1f}); ", end="")
        print(f"replay p50 {p50:.1f}, p95 {p95:.1f}, max {most:.1f} ms", flush=True)


def main() -> None:
    """Measure every series."""
    corpora = Path(sys.argv[1])
    warcdb = peers.python(Path(sys.argv[2]), "warcdb") if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as made:
        pages = unpacked(corpora, Path(made))
        for name in ("hourly", "monthly"):
            series = runs(pages, name)
            tell(name, series, warcdb)
            coded = [[gzipped(exchange) for exchange in run] for run in series]
            tell(f"{name}, gzip in chunks", coded, warcdb)


if __name__ == "__main__":
    main()
