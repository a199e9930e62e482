"""Connections on which nothing is asked for are not kept for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

WAIT = 20.0
"""Seconds within which a request must have been made whole."""


class Patient(H11Protocol):
    """uvicorn's HTTP/1.1, which itself waits as long as a client likes for a request's end."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client is there."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """A client said something."""
        if self._is_waiting():
            self._wait()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """A client is gone."""
        if self._late is not None:
            self._late.cancel()
        super().connection_lost(exc)

    def _is_waiting(self) -> bool:
        is_answered = self.cycle is None or self.cycle.response_complete
        return is_answered and self.conn.their_state is h11.IDLE

    def _wait(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(WAIT, self._end)

    def _end(self) -> None:
        self._late = None
        if self._is_waiting():
            self.transport.close()
