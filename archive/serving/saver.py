"""Pages saved at the wish of who reads: one after the other, each by ``greffe save``.

That command is what knows how sites are asked, and writes to the archive; this only runs it.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from queue import SimpleQueue
from secrets import token_hex
from typing import Literal

from archive.errors import BadInput
from archive.serving.runner import Runner
from archive.translation import n_

State = Literal["waiting", "running", "ended"]

MOST = 20
"""Wishes that wait at most."""
_KEPT = 200
"""Wishes that are remembered once they are over."""
_LONGEST = 600.0
"""Seconds that one may take."""
_WORDS = 600
"""Characters of what the command said that are kept."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A page that somebody wants to be saved.

    Attributes:
        id: by which it is asked after.
        url: of the page.
        asked: when.
        began, ended: when it was its turn, and when it was over.
        code: the exit code of the command (docs/exit-codes.md); ``None`` until then.
        outcome: of the crawl that it was: done, partly, blocked, unreachable, refused …
        words: what the command had to say to people.
    """

    id: str
    url: str
    asked: datetime
    began: datetime | None = None
    ended: datetime | None = None
    code: int | None = None
    outcome: str = ""
    words: str = ""

    @property
    def state(self) -> State:
        """Whether it waits, runs or is over."""
        return "ended" if self.ended else "running" if self.began else "waiting"


class Saver:
    """Runs the command for one wish after the other, in a thread of its own."""

    def __init__(self, command: Sequence[str], clock: Callable[[], datetime]) -> None:
        """Save by ``command``, to which the URL is added; ``clock`` tells the time."""
        self._command = tuple(command)
        self._clock = clock
        self._lock = threading.Lock()
        self._wishes: OrderedDict[str, Wish] = OrderedDict()
        self._turns: SimpleQueue[str | None] = SimpleQueue()
        self._runner = Runner(_LONGEST)
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="saver", daemon=True)
        self._thread.start()

    def wish(self, url: str) -> Wish:
        """Note that a page is to be saved; the wish for it that is not over yet, if there is one.

        Raises:
            BadInput: too many wait already.
        """
        with self._lock:
            open_ = [one for one in self._wishes.values() if one.state != "ended"]
            for one in open_:
                if one.url == url:
                    return one
            if len(open_) >= MOST:
                raise BadInput(
                    n_(
                        "{n} page is waiting to be saved; try again later",
                        "{n} pages are waiting to be saved; try again later",
                        len(open_),
                    )
                )
            made = Wish(token_hex(8), url, self._clock())
            self._wishes[made.id] = made
            while len(self._wishes) > _KEPT:
                self._wishes.popitem(last=False)
        self._turns.put(made.id)
        return made

    def of(self, number: str) -> Wish | None:
        """A wish by its id."""
        with self._lock:
            return self._wishes.get(number)

    def latest(self, most: int) -> list[Wish]:
        """The latest wishes, newest first."""
        with self._lock:
            return list(reversed(self._wishes.values()))[:most]

    def close(self) -> None:
        """Take no more, and interrupt the one that runs: what it has captured is kept."""
        with self._lock:
            self._is_closed = True
        self._runner.close()
        self._turns.put(None)
        self._thread.join(10)

    def _work(self) -> None:
        while (number := self._turns.get()) is not None:
            with self._lock:
                wish = self._wishes.get(number)
                if self._is_closed or wish is None:
                    return
                wish = self._wishes[number] = replace(wish, began=self._clock())
            ran = self._runner.run((*self._command, wish.url))
            with self._lock:
                self._wishes[number] = replace(
                    wish, ended=self._clock(), code=ran.code, outcome=_outcome(ran.said),
                    words=ran.told[-_WORDS:].strip(),
                )  # fmt: skip


def _outcome(said: str) -> str:
    """The outcome in what the command printed as JSON; empty if it printed none."""
    for line in reversed(said.splitlines()):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and isinstance(record.get("outcome"), str):
            return str(record["outcome"])
    return ""
