"""CPU per page of a whole crawl: Greffe beside ``wget --warc-file`` and warcprox.

Run as ``python -m benchmarks.cost PEERS [PAGES [ROUNDS]]`` (``PEERS``: see ``benchmarks.peers``).
The site is that of ``benchmarks.crawl``: gzipped articles of some 90 KB. All ways crawl it in
turns, each in a process of its own, and the medians of the same run are compared.

- ``wget``, ``wget, WARC``: recursive; nothing kept, and records in a gzipped WARC file.
- ``warcprox``: what the proxy itself uses while wget crawls through it, writing gzipped WARC files;
  ``warcprox and wget`` counts its client too, without which it does not crawl.
- ``scrapy``, ``greffe, no text``, ``greffe``: as ``benchmarks.crawl`` has them, start-up left out.
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
from benchmarks.crawl import WAYS, measured

Costs = dict[str, float]
"""CPU milliseconds a page, by way."""


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


def wget_costs(command: str, port: int) -> Costs:
    """Of wget alone, and with a WARC file."""
    plain, pages = by_wget(command, port)
    kept, kept_pages = by_wget(command, port, "--warc-file=kept")
    return {"wget": 1000 * plain / pages, "wget, WARC": 1000 * kept / kept_pages}


def warcprox_costs(interpreter: Path, command: str, port: int) -> Costs:
    """warcprox, and with the wget that crawls through it."""
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
    return {"warcprox": 1000 * own / pages, "warcprox and wget": 1000 * (own + client) / pages}


def our_costs(port: int) -> Costs:
    """Scrapy, and Greffe on it."""
    runs = {way: measured(way, port) for way in WAYS}
    return {way: 1000 * run["cpu"] / run["pages"] for way, run in runs.items()}


def main(arguments: list[str]) -> int:
    """Print a table: milliseconds of CPU a page, and the ratios to wget's WARC and warcprox."""
    folder = Path(arguments[0]).absolute() if arguments else None
    pages, rounds = (
        (int(n) for n in [*arguments[1:], "300", "3"][:2]) if arguments[1:] else (300, 3)
    )
    site = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.crawl", "--serve", pages],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert site.stdout
    found: dict[str, list[float]] = {}
    try:
        port = int(site.stdout.readline())
        for _ in range(rounds):
            for ways in _ways(folder):
                for way, cost in ways(port).items():
                    found.setdefault(way, []).append(cost)
    finally:
        site.kill()
        site.wait()
    _print({way: statistics.median(costs) for way, costs in found.items()})
    for line in peers.missing(folder):
        print(line)
    return 0


def _ways(folder: Path | None) -> list[Callable[[int], Costs]]:
    ways: list[Callable[[int], Costs]] = [our_costs]
    command, interpreter = peers.wget(), peers.python(folder, "warcprox")
    if command:
        ways.append(lambda port: wget_costs(command, port))
    if command and interpreter:
        ways.append(lambda port: warcprox_costs(interpreter, command, port))
    return ways


def _print(costs: Costs) -> None:
    against = [way for way in ("wget, WARC", "warcprox", "warcprox and wget") if way in costs]
    print(f"{'':<20}{'ms/page':>9}" + "".join(f"{f'to {way}':>22}" for way in against))
    for way, cost in costs.items():
        ratios = "".join(f"{cost / costs[other]:>22.2f}" for other in against)
        print(f"{way:<20}{cost:>9.2f}{ratios}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
