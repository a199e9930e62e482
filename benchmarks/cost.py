"""CPU per page of a whole crawl: Greffe beside ``wget --warc-file`` and warcprox.

Run as ``python -m benchmarks.cost PEERS [PAGES [ROUNDS]]`` (``PEERS``: see ``benchmarks.peers``).
The site is that of ``benchmarks.crawl``: gzipped articles of some 90 KB. All ways crawl it in
turns, each in a process of its own, and the medians of the same run are compared.

- ``wget``, ``wget, WARC``: recursive; nothing kept, and records in a gzipped WARC file.
- ``warcprox``: what the proxy itself uses while wget crawls through it, writing gzipped WARC files;
  ``warcprox and wget`` counts its client too, without which it does not crawl.
- ``scrapy``, ``greffe, no text``, ``greffe``: as ``benchmarks.crawl`` has them.

Start-up is left out: a page's cost is the difference between a site of PAGES more pages and one of
a few, each crawled anew.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import peers
from benchmarks.crawl import FEW, WAYS, measured, serving

Spent = dict[str, tuple[float, int]]
"""CPU seconds and pages, by way."""


def by_wget(command: str, port: int, *options: str, proxy: str = "") -> tuple[float, int]:
    """CPU seconds of a recursive wget, and how many pages it had."""
    with tempfile.TemporaryDirectory() as folder:
        clean = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        env = clean | ({"http_proxy": proxy} if proxy else {})
        arguments = [
            command, "--recursive", "--level=inf", "--no-verbose", "--compression=auto",
            "--directory-prefix=pages", f"--output-file={folder}/log", *options,
            f"http://127.0.0.1:{port}/",
        ]  # fmt: skip
        process = subprocess.Popen(arguments, cwd=folder, env=env)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # it has been waited for; a 404 for robots.txt makes it 8
        pages = sum(path.is_file() for path in Path(folder, "pages").rglob("*"))
        return used.ru_utime + used.ru_stime, pages


def wget_spent(command: str, port: int) -> Spent:
    """What wget takes alone, and with a WARC file."""
    return {
        "wget": by_wget(command, port),
        "wget, WARC": by_wget(command, port, "--warc-file=kept"),
    }


def warcprox_spent(interpreter: Path, command: str, port: int) -> Spent:
    """What warcprox takes, and what it takes with the wget that crawls through it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        peers.warcprox(interpreter, Path(folder), is_compressed=True) as proxy,
    ):
        before = proxy.cpu()
        client, pages = by_wget(command, port, proxy=proxy.url)
        proxy.settle()
        own = proxy.cpu() - before
        size = sum(file.stat().st_size for file in Path(folder).glob("*.warc*"))
        if size < 1000 * pages:
            raise RuntimeError(f"warcprox wrote only {size} bytes for {pages} pages")
    return {"warcprox": (own, pages), "warcprox and wget": (own + client, pages)}


def our_spent(port: int) -> Spent:
    """What Scrapy takes, and Greffe on it with its reading process."""
    costs = {way: measured(way, port) for way in WAYS}
    return {way: (cost.own + cost.beside, cost.pages) for way, cost in costs.items()}


def main(arguments: list[str]) -> int:
    """Print a table: milliseconds of CPU a page, and the ratios to wget's WARC and warcprox."""
    folder = Path(arguments[0]).absolute() if arguments else None
    pages = int(arguments[1]) if len(arguments) > 1 else 300
    rounds = int(arguments[2]) if len(arguments) > 2 else 3
    found: dict[str, list[float]] = {}
    with serving(FEW) as few, serving(FEW + pages) as many:
        for _ in range(rounds):
            for ways in _ways(folder):
                less, more = ways(few), ways(many)
                for way, (seconds, had) in more.items():
                    cost = 1000 * (seconds - less[way][0]) / (had - less[way][1])
                    found.setdefault(way, []).append(cost)
    _print({way: statistics.median(costs) for way, costs in found.items()})
    for line in peers.missing(folder):
        print(line)
    return 0


def _ways(folder: Path | None) -> list[Callable[[int], Spent]]:
    ways: list[Callable[[int], Spent]] = [our_spent]
    command, interpreter = peers.wget(), peers.python(folder, "warcprox")
    if command:
        ways.append(lambda port: wget_spent(command, port))
    if command and interpreter:
        ways.append(lambda port: warcprox_spent(interpreter, command, port))
    return ways


def _print(costs: dict[str, float]) -> None:
    against = [way for way in ("wget, WARC", "warcprox", "warcprox and wget") if way in costs]
    print(f"{'':<20}{'ms/page':>9}" + "".join(f"{f'to {way}':>22}" for way in against))
    for way, cost in costs.items():
        ratios = "".join(f"{cost / costs[other]:>22.2f}" for other in against)
        print(f"{way:<20}{cost:>9.2f}{ratios}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
