"""A service on loopback that is told of runs, and keeps what it was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.servers.threaded import Answering, Served


@dataclass
class Switch:
    """A dead man's switch.

    Attributes:
        port: where it listens.
        pings: the path and the words of each ping, the first first.
        status: what it answers.
    """

    port: int = 0
    pings: list[tuple[str, str]] = field(default_factory=list)
    status: int = 200

    @property
    def url(self) -> str:
        """Where it is told that a run was well."""
        return f"http://127.0.0.1:{self.port}/T0kenOfTheSwitch"

    @property
    def signals(self) -> list[str]:
        """What it was told, without the token."""
        return [path.removeprefix("/T0kenOfTheSwitch") for path, _ in self.pings]


@contextmanager
def switch() -> Iterator[Switch]:
    """A switch while the block runs."""
    one = Switch()

    class Handler(Answering):
        def respond(self) -> None:
            words = self.rfile.read(int(self.headers["Content-Length"])).decode()
            one.pings.append((self.path, words))
            self.answer(one.status)

    with Served(Handler) as server:
        one.port = server.port
        yield one
