"""The small web: three sites on loopback, each on a port of its own, on day 1 or day 2.

``python -m demo.server --ports 8801,8802,8803 --day 1`` serves until Ctrl-C. ``POST /__day__/2`` to
any of the ports, or SIGUSR1, lets the day pass.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import itertools
import re
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType, TracebackType
from typing import Self

from archive.errors import BadInput, GreffeError
from demo.changes import Changed, changes
from demo.manners import MANNERS, Answer
from demo.sites import council, wix, wordpress
from demo.sites.page import DAYS, Page, Site, View
from demo.wire import BadRequest, Fields, Request, head, read_request

SITES: tuple[Site, ...] = (wix.SITE, council.SITE, wordpress.SITE)
"""The sites in the order of their ports."""

_IDLE = 15.0
_CONTROL = re.compile(r"/__day__/(\d+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as the server saw it.

    Attributes:
        site: the name of the site asked.
        method, target, fields: as sent.
        at: when its head had been read (aware, UTC).
        status: of the answer.
        connection: number of the connection it came over, counted from 1.
    """

    site: str
    method: str
    target: str
    fields: Fields
    at: datetime
    status: int
    connection: int


class DemoWeb:
    """The sites, served from a thread of their own while the context lasts."""

    def __init__(self, ports: Sequence[int] = (0, 0, 0), day: int = 1) -> None:
        """Serve at ``ports`` of 127.0.0.1 (0 lets the system choose), beginning on ``day``."""
        if len(ports) != len(SITES):
            raise BadInput(f"{len(SITES)} ports are needed, {len(ports)} given: {list(ports)}")
        self._ports = tuple(ports)
        self.day = day
        self.urls: dict[str, str] = {}
        self._pages = functools.lru_cache(maxsize=24)(self._drawn)
        self._log: list[Asked] = []
        self._serial = itertools.count(1)
        self._connections = itertools.count(1)
        self._thread = threading.Thread(target=self._run, name="demo-web", daemon=True)
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        if self._failure:
            self._thread.join()
            why = self._failure.strerror
            raise GreffeError(f"cannot serve at ports {self._ports}: {why}; choose other ports")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._loop and self._end:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    @property
    def day(self) -> int:
        """The day it is on the sites."""
        return self._day

    @day.setter
    def day(self, day: int) -> None:
        if day not in DAYS:
            raise BadInput(f"there is no day {day} in the demo; days are {list(DAYS)}")
        self._day = day

    @property
    def log(self) -> tuple[Asked, ...]:
        """The requests answered so far, in order; those that set the day are left out."""
        return tuple(self._log)

    def clear_log(self) -> None:
        """Forget the requests answered so far."""
        self._log.clear()

    def pages(self, site: str, day: int) -> Mapping[str, Page]:
        """All pages with an address of their own, by request target, as this server draws them."""
        return self._pages(_named(site), day, self.urls[site].rstrip("/"))

    def page(self, url: str, day: int | None = None) -> Page:
        """What stands at a URL of the sites on a day, today by default.

        Raises:
            BadInput: the URL is on none of the sites.
        """
        for name, home in self.urls.items():
            base = home.rstrip("/")
            if url == base or url.startswith(home):
                target = url.partition("#")[0].removeprefix(base) or "/"
                return self._answering(_named(name), target, base, day or self.day)
        raise BadInput(f"{url} is on none of the demo's sites: {list(self.urls.values())}")

    def changes(self, day: int) -> tuple[Changed, ...]:
        """What is another answer on ``day`` than the day before; nothing is on day 1."""
        if day - 1 not in DAYS:
            return ()
        return tuple(
            change
            for name, home in self.urls.items()
            for change in changes(
                name, home.rstrip("/"), self.pages(name, day - 1), self.pages(name, day)
            )
        )

    def _drawn(self, site: Site, day: int, base: str) -> Mapping[str, Page]:
        return site.pages(self._view(day, base))

    def _view(self, day: int, base: str) -> View:
        return View(day, base, {name: url.rstrip("/") for name, url in self.urls.items()})

    def _answering(self, site: Site, target: str, base: str, day: int) -> Page:
        pages = self._pages(site, day, base)
        view = self._view(day, base)
        return pages.get(target) or site.others(view, target, pages) or site.missing(view)

    def _changed(self, site: Site, target: str, base: str, day: int) -> datetime:
        """When what stands at a target took on its present state."""
        page = self._answering(site, target, base, day)
        same = itertools.takewhile(
            lambda before: self._answering(site, target, base, before).data == page.data,
            range(day - 1, 0, -1),
        )
        first = min((*same, day))
        return page.modified if first == 1 and page.modified else DAYS[first]

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()
        servers = []
        try:
            for site, port in zip(SITES, self._ports, strict=True):
                servers.append(await self._listening(site, port, tasks))
            self._ready.set()
            await self._end.wait()
        except OSError as error:
            self._failure = error
        finally:
            for server in servers:
                server.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._ready.set()

    async def _listening(
        self, site: Site, port: int, tasks: set[asyncio.Task[None]]
    ) -> asyncio.Server:
        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._talk(site, reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", port)
        self.urls[site.name] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        return server

    async def _talk(
        self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        connection = next(self._connections)
        try:
            while True:
                async with asyncio.timeout(_IDLE):
                    request = await read_request(reader)
                if request is None:
                    return
                writer.write(self._answer(site, request, connection))
                await writer.drain()
                if not request.keeps_alive:
                    return
        except BadRequest as bad:
            writer.write(head(bad.status, "", (("Content-Length", "0"), ("Connection", "close"))))
        except (TimeoutError, ConnectionError):
            return
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    def _answer(self, site: Site, request: Request, connection: int) -> bytes:
        if control := _CONTROL.fullmatch(request.target):
            return self._control(request, int(control[1]))
        now = datetime.now(UTC)
        if request.method not in ("GET", "HEAD"):
            status, fields = 405, (("Allow", "GET, HEAD"), ("Content-Length", "0"))
            answer = head(status, "Method Not Allowed", fields)
        else:
            base = request.base if request.get("Host") else self.urls[site.name].rstrip("/")
            page = self._answering(site, request.target, base, self.day)
            changed = self._changed(site, request.target, base, self.day)
            made = Answer(page, changed, now, next(self._serial))
            status, answer = made.sent(request, MANNERS[site.name])
        self._log.append(
            Asked(site.name, request.method, request.target, request.fields, now, status,
                  connection)
        )  # fmt: skip
        return answer

    def _control(self, request: Request, day: int) -> bytes:
        if request.method != "POST" or day not in DAYS:
            return head(404, "Not Found", (("Content-Length", "0"),))
        self.day = day
        body = f"It is day {day}.\n".encode()
        fields = (("Content-Type", "text/plain"), ("Content-Length", str(len(body))))
        return head(200, "OK", fields) + body


def _named(name: str) -> Site:
    return next(site for site in SITES if site.name == name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m demo.server", description=__doc__)
    parser.add_argument("--ports", default="8801,8802,8803", help="three ports, 0 to choose")
    parser.add_argument("--day", type=int, default=1, choices=list(DAYS))
    chosen = parser.parse_args(arguments)
    try:
        ports = [int(port) for port in chosen.ports.split(",")]
    except ValueError:
        parser.error(f"--ports is {chosen.ports!r}; write three numbers like 8801,8802,8803")
    try:
        with DemoWeb(ports, chosen.day) as web, _day_by_signal(web):
            for name, url in web.urls.items():
                print(f"{name}: {url}")
            print(f"It is day {web.day}. Ctrl-C stops.", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except GreffeError as error:
        print(error, file=sys.stderr)
        return int(error.exit)
    return 0


@contextlib.contextmanager
def _day_by_signal(web: DemoWeb) -> Iterator[None]:
    def pass_day(_number: int, _frame: FrameType | None) -> None:
        web.day = web.day % len(DAYS) + 1

    if sys.platform == "win32":
        yield
        return
    before = signal.signal(signal.SIGUSR1, pass_day)
    try:
        yield
    finally:
        signal.signal(signal.SIGUSR1, before)


if __name__ == "__main__":
    sys.exit(main())
