"""A scheduled run: what is due of all sources, the most overdue first, and what becomes due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from archive import Archive
from archive.errors import GreffeError
from crawler.lock import held
from crawler.progress import Progress
from crawler.run import Budget, Options, Report, Run, asked
from crawler.schedule import Turn, turns
from crawler.sources.source import Source

SIDE_BY_SIDE = 8
"""Sources that are asked at once; each site is asked by one crawl only, and as slowly as ever."""
LOOK = 60.0
"""Seconds after which it is looked again what is due, while crawls go on."""

Clock = Callable[[], datetime]


def due_now(path: Path, sources: Sequence[Source], now: datetime) -> list[Turn]:
    """The turns that are due, the most overdue first."""
    if not path.is_file():
        return turns(None, sources, now)
    with Archive.open(path) as archive:
        return [turn for turn in turns(archive, sources, now) if turn.is_due(now)]


def crawled_due(
    path: Path,
    sources: Sequence[Source],
    options: Options,
    budget: Budget,
    progress: Progress | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> list[Report]:
    """Crawl what is due, some sources side by side, until nothing is or the budget is used up.

    A source that takes long, or hangs, keeps the others waiting neither for their turn nor, while
    it goes on, for their next one.

    Returns:
        A report for each crawl; none where nothing was due.

    Raises:
        Crawling: another crawl writes the archive.
        BadInput: a public site would be asked without a contact in the User-Agent.
        DiskFull: no space left; what was captured is intact.
    """
    sources = [asked(source, options) for source in sources]
    with held(path, budget.time):
        first = due_now(path, sources, clock())
        if not first:
            return []
        rota = _Rota(Run(path, options, budget, progress, None), sources, clock)
        rota.fill([turn.source for turn in first])
        return rota.reports()


class _Rota:
    """Begins the crawl of the source that is most overdue as soon as there is room for it."""

    def __init__(self, run: Run, sources: Sequence[Source], clock: Clock) -> None:
        self._run = run
        self._sources = sources
        self._clock = clock
        self._begun: dict[str, float] = {}
        self._fault: GreffeError | None = None

    def reports(self) -> list[Report]:
        """Run until nothing goes on."""
        self._run.loop.call_later(LOOK, self._look_again)
        found = self._run.reports()
        if self._fault:
            raise self._fault
        return found

    def fill(self, due: Sequence[Source]) -> None:
        """Begin crawls of sources, as far as there is room."""
        for source in due:
            if self._run.is_over or len(self._run.going) >= SIDE_BY_SIDE:
                return
            if self._may_begin(source.name):
                self._begun[source.name] = self._run.loop.time()
                task = self._run.begin(source, is_scheduled=True)
                task.add_done_callback(lambda _: self._look())

    def _may_begin(self, name: str) -> bool:
        """Whether it has not had its turn, or another one goes on and it may have it again."""
        if name in self._run.going:
            return False
        begun = self._begun.get(name)
        is_long_ago = begun is not None and self._run.loop.time() - begun >= LOOK
        return begun is None or (is_long_ago and bool(self._run.going))

    def _look_again(self) -> None:
        self._look()
        self._run.loop.call_later(LOOK, self._look_again)

    def _look(self) -> None:
        if self._run.is_over or self._fault:
            return
        try:
            due = due_now(self._run.path, self._sources, self._clock())
            self.fill([turn.source for turn in due])
        except GreffeError as error:
            # In a callback of the loop it would be logged, and the run go on without a word.
            self._fault = error
