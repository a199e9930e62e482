"""How the views of the reading room answer."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse, Response

from archive.serving.readers import Readers
from archive.translation import _
from archive.web.pages import environment

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; script-src 'self'; connect-src 'self'"
)


class Answers:
    """Pages of the reading room, and what it says in place of one."""

    def __init__(self, readers: Readers) -> None:
        self._pages = environment(can_save=readers.can_save)

    def page(
        self, template: str, status: int = 200, policy: str = POLICY, **values: Any
    ) -> Response:
        """A template with values."""
        body = self._pages.get_template(template).render(**{"query": "", "here": "", **values})
        return HTMLResponse(body, status, {"Content-Security-Policy": policy})

    def message(self, status: int, title: str, words: str, **values: Any) -> Response:
        """A title and a sentence, with links where there are some."""
        blank: dict[str, Any] = {"links": (), "url": ""}
        return self.page("message.html", status, title=title, words=words, **{**blank, **values})

    def no_url(self) -> Response:
        """What is said of an address that names no page."""
        words = _("This address holds no URL; one looks like /page/https://www.example.org/news.")
        return self.message(404, _("Which page?"), words)
