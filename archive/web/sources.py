"""Sources in the reading room: how they do, and the history of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from archive.archive import Archive
from archive.health.history import History
from archive.health.noting import health_of, healths
from archive.health.rhythm import days_of, weekly
from archive.health.states import FINE, WORST_FIRST, Judgement
from archive.serving.readers import Readers
from archive.store import captures, conditions, crawls
from archive.store.captures import Capture
from archive.web import holdings
from archive.web.charts import Spark, spark
from archive.web.pages import environment

WEEKS = 26
YEAR = 52
"""Weeks of the charts: of the list, and of one source."""
_CRAWLS, _STATES, _BLOCKED = 30, 50, 12


@dataclass(frozen=True, slots=True)
class Row:
    """A source in the list.

    Attributes:
        source: what the archive has of it.
        judgement: how it does; ``None`` of pages that were saved one by one.
        history: by which that is judged; likewise.
        spark: its new texts by week; likewise.
    """

    source: holdings.Source
    judgement: Judgement | None
    history: History | None
    spark: Spark | None

    @property
    def last_text(self) -> datetime | None:
        """When its last new text was seen."""
        return self.history.texts[-1].seen if self.history and self.history.texts else None


def routes(readers: Readers) -> Sequence[BaseRoute]:
    """The addresses of sources, for the reading room."""
    desk = _Desk(readers)
    return (Route("/sources", desk.everything), Route("/sources/{name:path}", desk.one))


class _Desk:
    """The endpoints. They read the archive and therefore run in threads."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._pages = environment(can_save=readers.can_save)

    def everything(self, request: Request) -> Response:
        """The sources, the worst first."""
        del request
        archive = self._readers.here()
        now = datetime.now(UTC)
        judged_ = {one.history.name: one for one in healths(archive, now)}
        rows = []
        for source in holdings.sources(archive):
            health = judged_.get(source.name)
            rows.append(
                Row(
                    source,
                    health.judgement if health else None,
                    health.history if health else None,
                    _spark(health.history, now, WEEKS) if health else None,
                )
            )
        rows.sort(key=lambda row: WORST_FIRST.index(row.judgement.state if row.judgement else "ok"))
        wrong = sum(1 for row in rows if row.judgement and not row.judgement.is_fine)
        return self._page("sources.html", rows=rows, wrong=wrong, weeks=WEEKS)

    def one(self, request: Request) -> Response:
        """How one source did: states, crawls, block pages."""
        name = request.path_params["name"]
        archive = self._readers.here()
        source = next((one for one in holdings.sources(archive) if one.name == name), None)
        if source is None:
            raise HTTPException(404)
        now = datetime.now(UTC)
        health = health_of(archive, name, now)
        history = health.history if health else None
        return self._page(
            "source.html",
            source=source,
            history=history,
            plan=history.plan if history else None,
            judgement=health.judgement if health else None,
            spark=_spark(history, now, YEAR) if history else None,
            states=conditions.past(archive.connection, name, _STATES),
            crawls=crawls.past(archive.connection, name, _CRAWLS),
            walls=archive.blocked(name),
            blocked=_blocked(archive, name),
            most=_BLOCKED,
        )

    def _page(self, template: str, **values: Any) -> Response:
        values = {"query": "", "here": "sources", "fine": FINE, **values}
        return HTMLResponse(self._pages.get_template(template).render(**values))


def _spark(history: History, now: datetime, weeks: int) -> Spark:
    return spark(weekly(days_of(history.texts, history.first_run), now, weeks), now)


def _blocked(archive: Archive, name: str) -> list[Capture]:
    """The last block pages of a source, newest first."""
    where = (
        "capture.id IN (SELECT wall.id FROM capture AS wall WHERE wall.outcome = 'blocked' "
        "AND wall.source_id = (SELECT id FROM source WHERE name = ?) "
        "ORDER BY wall.time DESC, wall.id DESC LIMIT ?)"
    )
    found = captures.everything(archive.connection, where, (name, _BLOCKED))
    return sorted(found, key=lambda one: (one.time, one.id), reverse=True)
