"""The reading room and replay, served for real on loopback."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from archive.serving.readers import Readers
from archive.serving.venue import HERE, Venue
from archive.serving.venue import LOOPBACK as ADDRESS
from archive.web.server import listening, server

OWN = {"Sec-Fetch-Site": "same-origin"}
"""What browsers say of a form that is sent by a page of the same origin."""
FOREIGN: tuple[Mapping[str, str], ...] = (
    {}, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
    {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"},
    {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
)  # fmt: skip
"""What they say, or do not, of one that is sent by another site, or by a saved page."""


@dataclass(frozen=True, slots=True)
class Got:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass(frozen=True, slots=True)
class Served:
    """Both origins.

    Attributes:
        room: port of the reading room.
        replay: port of replay.
    """

    room: int
    replay: int

    def get(
        self, path: str, *, replay: bool = False, method: str = "GET",
        trusted: ssl.SSLContext | None = None, **fields: str,
    ) -> Got:  # fmt: skip
        """Ask for a path exactly as it is written; ``fields`` are spelt with ``_`` for ``-``.

        Over HTTPS where it is said whom to trust.
        """
        port = self.replay if replay else self.room
        connection = (
            http.client.HTTPSConnection(ADDRESS, port, timeout=20, context=trusted)
            if trusted
            else http.client.HTTPConnection(ADDRESS, port, timeout=20)
        )
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        with closing(connection):
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, found, answer.read())

    def post(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] = OWN) -> Got:
        """Send a form to the reading room, as one of its own pages does unless said otherwise."""
        fields = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        with closing(http.client.HTTPConnection(ADDRESS, self.room, timeout=40)) as connection:
            connection.request("POST", path, urlencode(form), fields)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Got(answer.status, found, answer.read())


@contextmanager
def serving(path: Path, venue: Venue = HERE) -> Iterator[Served]:
    """Serve the archive at ``path`` while the block runs."""
    with closing(Readers(path, can_save=venue.saver is not None)) as readers:
        sockets = listening(0)
        answers = threading.Event()
        one = server(readers, sockets, lambda _room, _replay: answers.set(), venue)
        thread = threading.Thread(target=one.run, kwargs={"sockets": sockets})
        thread.start()
        try:
            assert answers.wait(20)
            room, replay = (sock.getsockname()[1] for sock in sockets)
            yield Served(room, replay)
        finally:
            one.should_exit = True
            thread.join()
            for sock in sockets:
                sock.close()
