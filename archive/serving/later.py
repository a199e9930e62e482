"""Parts of a server that are loaded once it answers, or when they are first asked for.

Importing all that a reading room can do takes most of a second, which nobody wants to wait for
before its first page.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from archive.serving.guard import App, Receive, Scope, Send

_LOADING = threading.Lock()
"""One loads at a time: threads that import each what the other is importing could wait for ever."""


class Later:
    """An ASGI application that is made when it is first asked something, or told to be."""

    def __init__(self, make: Callable[[], App]) -> None:
        """The application that ``make`` returns, which imports what it needs itself."""
        self._make = make
        self._made: App | None = None

    def load(self) -> App:
        """The application, made if it was not yet."""
        with _LOADING:
            if self._made is None:
                self._made = self._make()
            return self._made

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; others are answered while this one waits for the application."""
        made = self._made
        if made is None:
            made = await asyncio.to_thread(self.load)
        await made(scope, receive, send)
