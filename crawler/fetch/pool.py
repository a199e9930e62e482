"""Connections kept open between requests (RFC 9112, section 9.3)."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict

from crawler.fetch.connection import Connection, Route

IDLE = 60.0
"""Seconds a connection is kept without use; servers commonly close theirs sooner."""

_CLOSING = 1.0  # seconds the event loop is given to see them closed


class Pool:
    """Idle connections, the longest idle dropped first.

    Whoever takes a connection gives it back with :meth:`put` only if nothing is left over on it.
    """

    def __init__(self, limit: int, idle: float = IDLE) -> None:
        """Keep at most ``limit`` idle connections, each for ``idle`` seconds."""
        self._limit = limit
        self._lifetime = idle
        self._idle: OrderedDict[Connection, float] = OrderedDict()
        self._by_route: dict[Route, list[Connection]] = {}

    def take(self, route: Route) -> Connection | None:
        """The connection of this route used last, if there is a usable one."""
        kept = self._by_route.get(route)
        while kept:
            connection = kept[-1]
            since = self._forget(connection)
            if connection.usable and time.monotonic() - since < self._lifetime:
                return connection
            connection.abort()
        return None

    def put(self, connection: Connection) -> None:
        """Keep a connection whose exchange has ended cleanly."""
        if not connection.usable:
            connection.abort()
            return
        self._idle[connection] = time.monotonic()
        self._by_route.setdefault(connection.route, []).append(connection)
        while len(self._idle) > self._limit:
            oldest = next(iter(self._idle))
            self._forget(oldest)
            oldest.abort()

    def _forget(self, connection: Connection) -> float:
        kept = self._by_route[connection.route]
        kept.remove(connection)
        if not kept:
            del self._by_route[connection.route]
        return self._idle.pop(connection)

    async def close(self) -> None:
        """Close all idle connections."""
        leaving = list(self._idle)
        self._idle.clear()
        self._by_route.clear()
        for connection in leaving:
            connection.abort()
        if leaving:
            await asyncio.wait([connection.gone for connection in leaving], timeout=_CLOSING)
