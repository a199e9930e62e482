"""CPU per page of a whole crawl: Greffe beside bare Scrapy that follows links and keeps nothing.

Run as ``python -m benchmarks.crawl [PAGES [ROUNDS]]``. A local server in a process of its own
answers with articles of some 90 KB, each linking to others, gzipped as real servers send them.
Each way crawls all of them in a process of its own, in turns. Compare the ratios. Start-up is left
out: a page's cost is the difference between crawls of PAGES more pages and of a few.

- ``scrapy``: Scrapy's defaults with its ``LinkExtractor``, robots.txt obeyed.
- ``greffe, no text``: recorded, stored as WARC records, links followed; texts not read.
- ``greffe``: ``greffe crawl`` as it is, texts read and indexed. ``reading`` is the part of it that
  is spent in the process beside the crawl.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

FEW = 100
WAYS = ("scrapy", "greffe, no text", "greffe")
_WORDS = [
    "court",
    "prison",
    "visit",
    "delegation",
    "report",
    "authorities",
    "hospital",
    "lawyer",
    "evidence",
    "article",
    "committee",
    "member",
    "state",
    "government",
    "treatment",
    "detention",
    "officer",
    "hearing",
    "decision",
    "rights",
    "council",
    "minister",
    "police",
    "record",
    "register",
    "cell",
    "window",
    "letter",
    "answer",
    "question",
    "journalist",
    "newspaper",
    "law",
    "appeal",
]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a crawl took.

    Attributes:
        pages: how many were had.
        own: CPU seconds of the crawl's process.
        beside: of the processes it started.
        mb, mb_beside: megabytes at most, of each.
    """

    pages: int
    own: float
    beside: float
    mb: float
    mb_beside: float

    def __sub__(self, few: Cost) -> Cost:
        """What the pages took that ``few`` did not have."""
        return replace(
            self,
            pages=self.pages - few.pages,
            own=self.own - few.own,
            beside=self.beside - few.beside,
        )

    @property
    def ms(self) -> float:
        """Milliseconds of CPU a page, all processes together."""
        return 1000 * (self.own + self.beside) / self.pages


def site(pages: int) -> dict[str, bytes]:
    """Articles by path, gzipped, the same for the same number."""
    dice = random.Random(7)
    return {f"/news/{number}-{_slug(dice)}": b"" for number in range(pages)}


def drawn(paths: Sequence[str], seed: int) -> bytes:
    """An article of some 90 KB that links to forty others: menus, scripts and prose."""
    dice = random.Random(seed)
    prose = "".join(f"<p>{_sentences(dice, 5)}</p>" for _ in range(25))
    links = "".join(
        f'<li><a href="{path}">{_sentences(dice, 1)[:60]}</a></li>'
        for path in [*dice.choices(paths, k=39), paths[(seed + 1) % len(paths)]]
    )
    data = json.dumps([_sentences(dice, 3) for _ in range(150)])
    day = f"2025-{1 + seed % 12:02}-{1 + seed % 28:02}T08:00:00+00:00"
    return (
        f"<!doctype html><html lang=en><head><title>Number {seed}: {_sentences(dice, 1)}</title>"
        f'<meta property="article:published_time" content="{day}">'
        f'<meta name="author" content="Ann Lee">'
        f"<script>window.state = {data}</script></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>Number {seed}</h1>{prose}</article></main>"
        f"<footer>{'<span>footer</span>' * 400}</footer></body></html>"
    ).encode()


def _slug(dice: random.Random) -> str:
    return "-".join(dice.choices(_WORDS, k=5))


def _sentences(dice: random.Random, count: int) -> str:
    return " ".join(" ".join(dice.choices(_WORDS, k=18)).capitalize() + "." for _ in range(count))


async def serve(pages: int) -> None:
    """Answer until killed; the first line on standard output is the port."""
    paths = list(site(pages))
    bodies = {path: gzip.compress(drawn(paths, n), 6) for n, path in enumerate(paths)}
    bodies["/"] = gzip.compress(
        "".join(f'<p><a href="{path}">{path}</a></p>' for path in paths[:50]).encode()
    )

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            body = bodies.get(head.split(b" ", 2)[1].decode())
            status = "200 OK" if body else "404 Not Found"
            coding = "Content-Encoding: gzip\r\n" if body else ""
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{coding}"
                f"Content-Length: {len(body or b'')}\r\n\r\n".encode()
                + (body or b"")
            )

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def crawl(way: str, port: int, folder: Path) -> int:
    """Crawl the site in one way; return how many pages were had."""
    home = f"http://127.0.0.1:{port}/"
    return bare(home) if way == "scrapy" else ours(home, folder, reads="no text" not in way)


def bare(home: str) -> int:
    """Scrapy with its own defaults, following links."""
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.linkextractors import LinkExtractor
    from scrapy.spiders import CrawlSpider, Rule

    class Bare(CrawlSpider):
        name = "bare"
        start_urls = (home,)
        rules = (Rule(LinkExtractor(), follow=True),)

    process = AsyncCrawlerProcess(
        {"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False,
         "REMOTE_CONTROL_ENABLED": False}
    )  # fmt: skip
    crawler = process.create_crawler(Bare)
    process.crawl(crawler)
    process.start()
    return int(crawler.stats.get_value("downloader/response_status_count/200"))


def ours(home: str, folder: Path, *, reads: bool) -> int:
    """``greffe crawl``, with or without reading texts."""
    from crawler.reading import Reader
    from crawler.run import Options, crawled
    from crawler.sources.source import Scope, Source, surt_prefix

    source = Source("bench", "Bench", (home,), Scope((surt_prefix(home),), max_depth=9999))
    options = Options(allow_private=True, no_delay=True)
    reader = Reader() if reads else Reader(command=(sys.executable, "-c", _LINKS_ONLY))
    (report,) = crawled(folder / "bench.db", [source], options, reader=reader)
    return report.counts.get("ok", 0)


_LINKS_ONLY = (
    "from archive import observation; observation._article = lambda *_: None; "
    "from crawler.reading import worker; worker.main()"
)
"""A reading process that leaves out what texts cost."""


def measured(way: str, port: int) -> Cost:
    """Crawl in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.crawl", "--way", way, str(port), folder]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def serving(pages: int) -> Iterator[int]:
    """The port at which a site of so many pages is served while the block runs."""
    command = [sys.executable, "-m", "benchmarks.crawl", "--serve", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield int(server.stdout.readline())
        finally:
            server.kill()


def main(arguments: Sequence[str]) -> int:
    """Print a table: milliseconds of CPU a page, the ratio to bare Scrapy, memory."""
    if arguments[:1] == ["--serve"]:
        asyncio.run(serve(int(arguments[1])))
    if arguments[:1] == ["--way"]:
        return _one(arguments[1], int(arguments[2]), Path(arguments[3]))
    pages, rounds = (int(n) for n in [*arguments, *("1000", "3")[len(arguments) :]])
    found: dict[str, list[Cost]] = {way: [] for way in WAYS}
    with serving(FEW) as few, serving(FEW + pages) as many:
        for _ in range(rounds):
            for way in WAYS:
                found[way].append(measured(way, many) - measured(way, few))
    _print(found)
    return 0


def _one(way: str, port: int, folder: Path) -> int:
    had = crawl(way, port, folder)
    own = resource.getrusage(resource.RUSAGE_SELF)
    beside = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = Cost(had, _seconds(own), _seconds(beside), own.ru_maxrss / 1024, beside.ru_maxrss / 1024)
    print(json.dumps(asdict(cost)))
    return 0


def _seconds(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def _print(found: Mapping[str, Sequence[Cost]]) -> None:
    print(f"{'':<18}{'pages':>7}{'ms/page':>9}{'reading':>9}{'ratio':>7}{'MB':>6}{'MB beside':>11}")
    for way, costs in found.items():
        ratios = [cost.ms / base.ms for cost, base in zip(costs, found["scrapy"], strict=True)]
        print(
            f"{way:<18}{costs[0].pages:>7}{median(cost.ms for cost in costs):>9.2f}"
            f"{median(1000 * cost.beside / cost.pages for cost in costs):>9.2f}"
            f"{median(ratios):>7.2f}{max(cost.mb for cost in costs):>6.0f}"
            f"{max(cost.mb_beside for cost in costs):>11.0f}"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
