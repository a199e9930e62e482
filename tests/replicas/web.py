"""The web of the replicas: a proxy that answers for every host itself, over TLS or without.

Whoever is told to use it as ``http_proxy`` and ``https_proxy`` asks for the addresses of the
catalogue as they are, and never leaves this machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import trustme

from tests.replicas.prose import Text

HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands at an address.

    Attributes:
        body: the representation.
        type: ``Content-Type``.
        status: status line without the version.
        fields: further header fields.
    """

    body: bytes
    type: str = HTML
    status: str = "200 OK"
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def sent(self) -> bytes:
        """The answer on the wire."""
        fields = (("Content-Type", self.type), ("Content-Length", str(len(self.body))))
        lines = "".join(f"{name}: {value}\r\n" for name, value in (*fields, *self.fields))
        return f"HTTP/1.1 {self.status}\r\n{lines}\r\n".encode() + self.body


MISSING = Answer(b"<!doctype html><title>404</title><p>404 Not Found</p>", status="404 Not Found")


def moved(place: str) -> Answer:
    """A redirect."""
    return Answer(b"", status="302 Found", fields=(("Location", place),))


@dataclass(slots=True)
class Replica:
    """The pages that a source of the catalogue is there for.

    Attributes:
        answers: what there is, by URL.
        articles: what its articles say, by URL; of several URLs of one article the first one.
        documents: what the documents that those cite say, by URL.
        may_miss: patterns of URLs that may be asked for though they are not there.
        others: the answer at any other address of its hosts, traps most of all.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    articles: dict[str, Text] = field(default_factory=dict)
    documents: dict[str, Text] = field(default_factory=dict)
    may_miss: tuple[str, ...] = ()
    others: Callable[[str], Answer | None] = lambda _: None


class Web:
    """All replicas, served from a thread while the context lasts.

    Attributes:
        url: of the proxy.
        asked: the URLs that were asked for, in order.
    """

    def __init__(self, replicas: Mapping[str, Replica]) -> None:
        """Serve replicas, by the names of their sources."""
        self._replicas = replicas
        self._answers = {
            url: one for site in replicas.values() for url, one in site.answers.items()
        }
        self.asked: list[str] = []
        self.url = ""
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        hosts = {urlsplit(url).hostname or "" for url in self._answers}
        trustme.CA().issue_cert(*sorted(hosts)).configure_cert(self._tls)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
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
    def env(self) -> dict[str, str]:
        """The environment that leads a crawl here."""
        return {"http_proxy": self.url, "https_proxy": self.url, "no_proxy": ""}

    def answer(self, url: str) -> Answer:
        """What stands at a URL; for every host that no replica has, nothing."""
        if url in self._answers:
            return self._answers[url]
        found = (site.others(url) for site in self._replicas.values())
        return next((one for one in found if one is not None), MISSING)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        talks: set[asyncio.Task[None]] = set()

        def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.ensure_future(self._talk(reader, writer))
            talks.add(task)
            task.add_done_callback(talks.discard)

        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await self._end.wait()
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        base = ""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                method, target = head.decode("latin-1").split(" ", 2)[:2]
                if method == "CONNECT":
                    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    await writer.drain()
                    await writer.start_tls(self._tls)
                    base = f"https://{target.removesuffix(':443')}"
                    continue
                url = f"{base}{target}"
                self.asked.append(url)
                writer.write(self.answer(url).sent)
                await writer.drain()
        writer.close()
