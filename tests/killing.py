"""Crawls that are killed, and what must hold afterwards.

A capture is acknowledged once another process can read it in the archive. A page may be asked for
again only if its request was under way when a crawl was killed: sent, and its answer not yet
committed. There are at most :data:`IN_FLIGHT` of those, as many as Scrapy has under way at once.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from archive import Archive
from archive.errors import MissingArchive
from archive.fixity import Fault, verified
from tests.house import PRIVATE, begun
from tests.zygote import Command

IN_FLIGHT = 16
"""``CONCURRENT_REQUESTS``; of one host a crawl with ``--no-delay`` has some eight, seldom nine."""

_PATIENCE = 60.0


def tree(process: int) -> list[int]:
    """A process and all that descend from it."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(word) for word in task.read_text(encoding="ascii").split()]
            except OSError:
                continue  # it ended just now
    return found


@dataclass(frozen=True, slots=True)
class Moment:
    """When to kill: ``pause`` seconds after the start, the lock was taken, or some requests."""

    after: Literal["start", "lock", "requests"]
    pause: float = 0.0
    requests: int = 0

    @classmethod
    def drawn(cls, dice: random.Random, startup: float) -> Moment:
        """A random one; ``startup`` is how many seconds it takes until the first request."""
        kind = dice.choices(("start", "lock", "requests"), (1, 3, 6))[0]
        if kind == "start":
            return cls("start", dice.uniform(0, startup))
        if kind == "lock":
            return cls("lock", dice.uniform(0, 0.4))
        return cls("requests", dice.uniform(0, 0.05), dice.randrange(120))


@dataclass(frozen=True, slots=True)
class Killed:
    """What a kill left behind.

    Attributes:
        moment: when it was.
        held: captures there were afterwards.
        lost: targets that had been asked for and were not captured, robots.txt aside.
        gone: URLs captured before the kill and not there afterwards.
        faults: what verifying the archive found.
        orphans: processes the crawl had started that outlived it by more than five seconds.
        was_over: whether the crawl had come to its end, or the process had.
    """

    moment: Moment
    held: int
    lost: frozenset[str]
    gone: frozenset[str]
    faults: tuple[Fault, ...]
    orphans: tuple[int, ...]
    was_over: bool


@dataclass(slots=True)
class Victim:
    """One source that is crawled into the archive of a folder, killed as often as one likes.

    Attributes:
        folder: holds the source file and the archive.
        source: its name.
        home: address of the site, with a slash at its end.
        asked: what the site has been asked for so far, as targets.
    """

    folder: Path
    source: str
    home: str
    asked: Callable[[], Sequence[str]]
    _lost: Counter[str] = field(default_factory=Counter)

    @property
    def archive(self) -> Path:
        """The archive file."""
        return self.folder / "greffe.db"

    def started(self) -> Command:
        """The command, begun."""
        with (self.folder / "said").open("ab") as said:
            return begun(
                self.folder, "crawl", self.source, *PRIVATE, stdout=subprocess.DEVNULL, stderr=said
            )

    def finished(self) -> int:
        """Let the command come to its end; its exit code."""
        return self.started().wait(120)

    def killed(self, moment: Moment) -> Killed:
        """Begin the command, kill it at a moment, and look at what is left."""
        before = len(self.asked())
        begun = time.time_ns()
        process = self.started()
        self._wait(process, moment, before, begun)
        promised = self.captured()
        _, *helpers = tree(process.pid)
        process.send_signal(signal.SIGKILL)
        code = process.wait()
        self._settle()
        held = self.captured()
        sent = {one for one in self.asked()[before:] if one != "/robots.txt"}
        lost = frozenset(one for one in sent if self.home + one[1:] not in held)
        self._lost.update(lost)
        return Killed(
            moment, len(held), lost, frozenset(promised - held), self._faults(), _left(helpers),
            was_over=code != -signal.SIGKILL or self._is_over(),
        )  # fmt: skip

    def needless(self) -> dict[str, int]:
        """Targets asked for more often than kills caught them under way, and how much oftener."""
        counts = Counter(one for one in self.asked() if one != "/robots.txt")
        return {
            one: more for one, count in counts.items() if (more := count - 1 - self._lost[one]) > 0
        }

    def captured(self) -> set[str]:
        """URLs that another process finds captured."""
        try:
            with Archive.open(self.archive, create=False, read_only=True) as archive:
                return {row[0] for row in archive.connection.execute("SELECT url FROM capture")}
        except MissingArchive:
            return set()

    def _wait(self, process: Command, moment: Moment, before: int, begun: int) -> None:
        lock = self.archive.with_name(f"{self.archive.name}.lock")
        until = time.monotonic() + _PATIENCE
        while process.poll() is None and time.monotonic() < until:
            if moment.after == "start":
                break
            if moment.after == "lock" and lock.exists() and lock.stat().st_mtime_ns > begun:
                break
            if moment.after == "requests" and len(self.asked()) - before > moment.requests:
                break
            time.sleep(0.001)
        time.sleep(moment.pause)

    def _settle(self) -> None:
        """Wait until what had been sent by then has reached the site's log."""
        seen = -1
        while seen != len(self.asked()):
            seen = len(self.asked())
            time.sleep(0.1)

    def _faults(self) -> tuple[Fault, ...]:
        found: list[Fault] = []
        try:
            with Archive.open(self.archive, create=False, read_only=True) as archive:
                verified(archive, found.append)
        except MissingArchive:
            return ()  # killed before its first transaction ended
        return tuple(found)

    def _is_over(self) -> bool:
        try:
            with Archive.open(self.archive, create=False, read_only=True) as archive:
                return any(crawl.ended for crawl in archive.crawls())
        except MissingArchive:
            return False


def _left(processes: Sequence[int]) -> tuple[int, ...]:
    """Those of some processes that do not end by themselves within five seconds."""
    until = time.monotonic() + 5
    while left := tuple(one for one in processes if _is_alive(one)):
        if time.monotonic() > until:
            return left
        time.sleep(0.02)
    return ()


def _is_alive(process: int) -> bool:
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


def linked_source(folder: Path, home: str) -> None:
    """A source file for a site of ours; known pages are not asked for again today."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    text = f'name = "linked"\nseeds = ["{home}"]\nrevisit = "1d"\n[scope]\nmax_depth = 99\n'
    (folder / "sources" / "linked.toml").write_text(text, encoding="utf-8")
