"""What the demonstration's sites do from its first day to its second, by their own account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from archive import Archive
from archive.observation import observed
from benchmarks.changes.answers import Answer
from benchmarks.changes.judges import Judged, naively, told
from benchmarks.changes.page import Kind
from benchmarks.changes.story import BEGAN, exchange
from demo.server import DemoWeb
from demo.sites.page import Page

_KINDS: dict[str, Kind] = {
    "edited": "edited", "silent": "edited", "listing": "edited", "chrome": "unchanged",
    "blocked": "blocked", "removed": "absent",
}  # fmt: skip
_REASONS = {200: "200 OK", 403: "403 Forbidden", 404: "404 Not Found", 410: "410 Gone"}


def judged(folder: Path) -> Iterator[Judged]:
    """What is told of all pages of HTML that stood there on both days, or on the first."""
    with DemoWeb() as web, Archive.open(folder / "demo.db") as archive:
        kinds = {one.url: one.kind for one in web.changes(2)}
        shown = [
            (f"{home.rstrip('/')}{target}", page)
            for name, home in web.urls.items()
            for target, page in web.pages(name, 1).items()
            if page.kind in ("article", "listing", "static") and page.status == 200
        ]
        for day in (1, 2):
            for number, (url, _) in enumerate(shown):
                when = BEGAN + timedelta(days=day, seconds=20 * number)
                said = exchange(url, _answer(web.page(url, day)), when)
                archive.add(said, observation=observed(said))
        for url, page in shown:
            name = kinds.get(url, "same")
            kind = _KINDS.get(name, "unchanged")
            naive = naively(_answer(page), _answer(web.page(url, 2)))
            yield Judged(f"demo: {name}", kind, told(archive, url)[-1], naive, url)


def _answer(page: Page) -> Answer:
    status = _REASONS.get(page.status, f"{page.status} Status")
    fields = "".join(f"{name}: {value}\r\n" for name, value in page.fields)
    return Answer(status, page.data, fields)
