"""CPU per page of a keep-alive crawl: the recording handler beside Scrapy's own.

Run as ``python -m benchmarks.fetch [PAGES]``. A local server answers with one HTML page of 90 KB;
each handler crawls it in a process of its own, in turns. Compare the ratios: the figures hold all
of Scrapy, and depend on the machine and its load.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

ROUNDS = 3
HANDLERS = {
    "Scrapy": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "Greffe": "crawler.fetch.handler.RecordingHandler",
}
PAGE = (b"<p>Where the words of the court are kept, and its rulings.</p>\n" * 1500)[:90_000]
ANSWER = (
    b"HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/html; charset=utf-8\r\n"
    b'ETag: "1"\r\nContent-Length: %d\r\n\r\n' % len(PAGE) + PAGE
)


class Server(asyncio.Protocol):
    """Answers whatever comes with the same page."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self.transport: Any = transport

    def data_received(self, _data: bytes) -> None:
        """Answer."""
        self.transport.write(ANSWER)


class Pages(Spider):
    """Asks for as many pages as it is told and does nothing with them."""

    name = "pages"
    port: int
    count: int

    async def start(self) -> AsyncIterator[Any]:
        """All requests."""
        for number in range(self.count):
            yield Request(f"http://127.0.0.1:{self.port}/{number}", dont_filter=True)

    def parse(self, response: Response, **_: Any) -> None:
        """Nothing."""


def crawl(handler: str, loop: str, port: int, count: int) -> None:
    """Crawl in this process and print the CPU milliseconds a page took."""
    settings = get_project_settings()
    changed = {
        "ASYNCIO_EVENT_LOOP": loop or None, "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4, "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_HANDLERS": {"http": HANDLERS[handler]}, "GREFFE_ALLOW_PRIVATE": True,
        "LOG_LEVEL": "WARNING", "ROBOTSTXT_OBEY": False, "SPIDER_MODULES": [],
    }  # fmt: skip
    settings.setdict(changed, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(Pages, port=port, count=count)
    before = time.process_time()
    process.start()
    print((time.process_time() - before) / count * 1000)


def serve(ready: threading.Event, ports: list[int]) -> None:
    """Serve for ever on a port of loopback."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Server, "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await server.serve_forever()

    asyncio.run(run())


def main() -> None:
    """Print one line for each handler and event loop."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    ready = threading.Event()
    ports: list[int] = []
    threading.Thread(target=serve, args=(ready, ports), daemon=True).start()
    ready.wait()
    runs = [(handler, loop) for loop in ("", "uvloop.Loop") for handler in HANDLERS]
    taken: dict[tuple[str, str], list[float]] = {run: [] for run in runs}
    for _ in range(ROUNDS):
        for handler, loop in runs:
            job = [handler, loop, str(ports[0]), str(count)]
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.fetch", *job],
                capture_output=True, text=True, check=True,
                env=os.environ | {"SCRAPY_SETTINGS_MODULE": "crawler.settings"},
            )  # fmt: skip
            taken[handler, loop].append(float(done.stdout))
    for (handler, loop), times in taken.items():
        print(f"{handler:8}{loop or 'asyncio':14}{statistics.median(times):6.2f} ms/page")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        crawl(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
