"""How fast an archive is verified and rebuilt, and whether a rebuild gives what was there.

Run as ``python -m benchmarks.rebuild PAGES [WARCS [RUNS]]``, where ``PAGES`` holds the unpacked
pages of ``recrawl.tar.zst`` (see ``benchmarks.recrawl``), of which the first ``RUNS`` runs are
taken, and ``WARCS`` a folder of WARC files to import.

CPU is of this process and of those it started; on a machine that does nothing else, wall time is
CPU divided by the cores that were used. MB are of the records, as they are in a WARC file.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from archive import Archive
from archive.errors import GreffeError
from archive.fixity import verified
from archive.formats.warc_in import import_warc
from archive.rebuild import rebuilt
from archive.rebuild.readers import Readers
from benchmarks.recrawl import runs


def filled(path: Path, pages: Path, warcs: Path | None, limit: int) -> None:
    """Add pages and import files."""
    with Archive.open(path) as archive:
        for series in ("hourly", "monthly"):
            for run in runs(pages, series)[:limit]:
                for exchange in run:
                    archive.add(exchange)
        for file in sorted(warcs.rglob("*.warc*")) if warcs else ():
            try:
                import_warc(archive, file)
            except GreffeError as error:
                print(f"left out: {error}", file=sys.stderr)


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and CPU seconds that something takes."""
    wall, cpu = time.monotonic(), _cpu()
    work()
    return time.monotonic() - wall, _cpu() - cpu


def _cpu() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def rebuild(path: Path, jobs: int) -> dict[str, int]:
    """Rebuild with so many processes; what differed."""
    with Archive.open(path) as archive, Readers(path, jobs) as readers:
        done = rebuilt(archive, readers.read, lambda _: None, lambda: datetime.now(UTC))
    return dict(done.differences)


def main(pages: str, warcs: str = "", limit: str = "12") -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "greffe.db")
        filled(path, Path(pages), Path(warcs) if warcs else None, int(limit))
        with Archive.open(path) as archive:
            archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            sql = "SELECT (SELECT count(*) FROM capture), (SELECT sum(size) FROM record)"
            captures, size = archive.connection.execute(sql).fetchone()
        print(f"{captures:,} captures, {size / 1e6:,.0f} MB in {path.stat().st_size / 1e6:,.1f} MB")

        def verify() -> None:
            with Archive.open(path, create=False, read_only=True) as archive:
                done = verified(archive, lambda fault: print(fault) if fault.is_damage else None)
                assert not done.damaged

        wall, cpu = measured(verify)
        print(
            f"verify: {size / 1e6 / wall:,.0f} MB/s, {captures / wall:,.0f} captures/s "
            f"({1000 * cpu / captures:.1f} ms of CPU each)"
        )
        for jobs in (1, 2):
            wall, cpu = measured(
                lambda jobs=jobs: print("differs:", rebuild(path, jobs) or "nothing")
            )
            print(
                f"rebuild, {jobs} reading: {captures / wall:,.0f} captures/s "
                f"({1000 * cpu / captures:.1f} ms of CPU each, {cpu / wall:.1f} cores)"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
