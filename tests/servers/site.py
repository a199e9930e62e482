"""A small site of fixed answers, by path; what it has not is a 404."""

from __future__ import annotations

from collections.abc import Mapping

from tests.servers.threaded import Answering, Served

Answer = tuple[str, str]
"""A type and a body; instead of the type there may be a status: ``404``, ``301 /place``."""


class Site(Served):
    """Serves answers on a loopback port of its own; a context manager.

    In bodies and places ``{site}`` is the site's own address, without a final slash.

    Attributes:
        url: address of its front page.
        asked: paths that it was asked for, in order.
    """

    def __init__(self, answers: Mapping[str, Answer], fields: Mapping[str, str] = {}) -> None:
        """Serve ``answers``, with these fields on each."""
        site = self
        self.asked: list[str] = []

        class Handler(Answering):
            def respond(self) -> None:
                site.asked.append(self.path)
                kind, body = answers.get(self.path, ("404", "<h1>Not found</h1>"))
                status, _, place = kind.partition(" ") if kind[0].isdigit() else ("200", "", "")
                content = body.replace("{site}", site.base).encode("latin-1", "xmlcharrefreplace")
                kind = kind if "/" in kind and not place else "text/html"
                moved = {"Location": place} if place else {}
                self.answer(int(status), content, kind, {**moved, **fields})

        super().__init__(Handler)
        self.url = f"{self.base}/"
