"""Memory of ``greffe crawl`` over many pages: does it stay flat?

Run as ``python -m benchmarks.memory [PAGES]``. A site of 50,000 linked pages of 4 KB on
loopback is crawled by the command itself; twice a second the resident memory of the command and
all its children is read from ``/proc``. A line for every tenth of the pages, then the slope over
what follows the first fifth, by least squares: kilobytes for a thousand pages.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.killing import Victim, linked_source, tree

_EVERY = 0.5
_FLAT = 1.1
"""Flat is what has grown by less than a tenth from the first fifth to the end."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident memory, in bytes, after some pages."""

    pages: int
    resident: int
    processes: int


def resident(process: int) -> int:
    """Bytes of memory a process has resident; none if it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    kilobytes = (line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return 1024 * int(next(kilobytes, "0"))


def slope(samples: list[Sample]) -> float:
    """Bytes a page, by least squares."""
    pages = sum(one.pages for one in samples) / len(samples)
    size = sum(one.resident for one in samples) / len(samples)
    spread = sum((one.pages - pages) ** 2 for one in samples)
    return sum((one.pages - pages) * (one.resident - size) for one in samples) / (spread or 1)


def watched(victim: Victim, site: Path, pages: int) -> tuple[list[Sample], int]:
    """Crawl; samples, and the exit code. ``site`` is a file that says how often it was asked."""
    samples: list[Sample] = []
    process = victim.started()
    step = max(pages // 10, 1)
    due = step
    began = time.monotonic()
    while process.poll() is None:
        family = tree(process.pid)
        done = int(site.read_text(encoding="ascii") or 0)
        samples.append(Sample(done, sum(map(resident, family)), len(family)))
        if done >= due:
            taken = time.monotonic() - began
            print(
                f"{done:>8} pages  {samples[-1].resident / 2**20:>7.1f} MB  "
                f"{len(family)} processes  {done / taken:>6.1f} pages/s",
                flush=True,
            )
            due += step
        time.sleep(_EVERY)
    return samples, process.returncode


def main(arguments: list[str]) -> int:
    """Crawl and print; 1 where memory grew or pages are missing."""
    pages = int(arguments[0]) if arguments else 50_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = folder / "count"
        count.write_text("0", encoding="ascii")
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.linked", str(pages), str(count)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert server.stdout
            home = server.stdout.readline().strip()
            linked_source(folder, home)
            victim = Victim(folder, "linked", home, list)
            samples, code = watched(victim, count, pages)
            had = len(victim.captured())
            size = victim.archive.stat().st_size
        finally:
            server.kill()
            server.wait()
    return _told(samples, pages, had, size, code)


def _told(samples: list[Sample], pages: int, had: int, size: int, code: int) -> int:
    # As the crawl ends its processes end, one before the other.
    most = max((one.processes for one in samples), default=0)
    late = [one for one in samples if one.pages >= pages / 5 and one.processes == most]
    if not late:
        print(f"the crawl ended with {code} after {had} captures")
        return 1
    first, last = late[0], late[-1]
    growth = last.resident / first.resident
    print(
        f"{had} captures, {size / 2**20:.0f} MB archive, exit code {code}; at most "
        f"{max(one.resident for one in samples) / 2**20:.1f} MB resident"
    )
    print(
        f"from page {first.pages} to {last.pages}: {first.resident / 2**20:.1f} to "
        f"{last.resident / 2**20:.1f} MB, slope {1000 * slope(late) / 1024:.0f} KB for 1,000 pages"
    )
    is_flat = growth < _FLAT
    print("flat" if is_flat else f"NOT flat: {growth:.2f} times")
    return 0 if is_flat and not code and had > pages else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
