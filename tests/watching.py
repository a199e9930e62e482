"""Watches over an archive of a test, run in this process at times of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive import Archive
from archive.notify import Compose
from archive.store import watches
from archive.watching.accounts import Account, recent
from archive.watching.delivery import Post
from archive.watching.letters import Letter
from archive.watching.run import Ran, ran
from tests.exchanges import DAY_ONE, LONG, exchange, page

URL = "http://news.example/report"


@dataclass
class Desk:
    """A person who watches.

    Attributes:
        archive: of what.
        letters: what came, with whom it was sent to.
        hours: how many have gone by since the first day.
    """

    archive: Archive
    letters: list[tuple[str, Letter]] = field(default_factory=list)
    hours: float = 0

    def watch(
        self, query: str = "walrus", name: str = "w", to: Sequence[str] = ("json://desk",),
        **more: bool,
    ) -> None:  # fmt: skip
        """Make a watch."""
        with self.archive.transaction():
            watches.added(self.archive.connection, name, query, self.now(), recipients=to, **more)

    def publish(self, *more: str, url: str = URL, title: str = "Report", **facts: object) -> int:
        """Capture a page with some words beside its own, an hour after the last."""
        self.hours += 1
        body = page(title, *LONG, *more)
        capture, _ = self.archive.add(exchange(url, body, hours=self.hours, **facts))  # type: ignore[arg-type]
        return capture.id

    def miss(self, status: str, url: str = URL, body: bytes = b"") -> int:
        """Capture a page that is not what it was."""
        self.hours += 1
        capture, _ = self.archive.add(exchange(url, body, status=status, hours=self.hours))
        return capture.id

    def run(self, post: Post | None = None) -> Ran:
        """Run all watches."""
        self.hours += 0.001
        return ran(self.archive, post or Post(lambda address: address, None, self.send), self.now)

    def found(self, name: str = "w") -> list[Account]:
        """All that a watch found, the first first."""
        held = [one for one in watches.everything(self.archive.connection) if one.name == name]
        return recent(self.archive, held, 1000)[::-1]

    def kinds(self, name: str = "w") -> list[str]:
        """Of what kinds that is."""
        return [account.kind for account in self.found(name)]

    def news(self) -> list[str]:
        """Run, and give the kinds of what is found by that."""
        before = len(self.kinds())
        self.run()
        return self.kinds()[before:]

    def send(self, url: str, compose: Compose) -> None:
        """Take a message."""
        self.letters.append((url, compose(20_000)))

    def now(self) -> datetime:
        """The time."""
        return DAY_ONE + timedelta(hours=self.hours)
