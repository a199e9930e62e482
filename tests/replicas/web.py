"""The web of the replicas, which stand at the addresses of the catalogue as those are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.replicas.prose import Text
from tests.servers.proxy import WholeWeb

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


class Web(WholeWeb):
    """All replicas, served while the context lasts."""

    def __init__(self, replicas: Mapping[str, Replica]) -> None:
        """Serve replicas, by the names of their sources."""
        super().__init__()
        self._replicas = replicas
        self._answers = {
            url: one for site in replicas.values() for url, one in site.answers.items()
        }

    def sent(self, url: str) -> bytes:
        """What stands at a URL; for every host that no replica has, nothing."""
        if url in self._answers:
            return self._answers[url].sent
        found = (site.others(url) for site in self._replicas.values())
        return next((one for one in found if one is not None), MISSING).sent
