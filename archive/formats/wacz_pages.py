"""The list of pages of a WACZ (``json-pages-1.0``): where a reader begins, and what it searches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from archive.store.database import Connection
from archive.store.deltas import TEXT
from archive.urls import moment

HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Pages", "hasText": True}
# Every text of a page once, with the first capture that shows it; of pages without text, every
# payload. Pages that came along as frames of others are no place to begin.
_PAGES = f"""
SELECT capture.id, min(capture.time), capture.url, capture.how, version.title, {TEXT}
FROM temp.gathered JOIN capture ON capture.id = gathered.id
LEFT JOIN reading ON reading.capture_id = capture.id
LEFT JOIN version ON version.id = reading.version_id
WHERE why = 'chosen' AND method = 'GET' AND outcome = 'ok'
AND media_type IN ('text/html', 'application/xhtml+xml', 'application/xhtml')
AND how NOT IN ('requisite', 'robots')
AND (capture.url LIKE 'http:%' OR capture.url LIKE 'https:%')
GROUP BY capture.page_id, version.id, CASE WHEN version.id IS NULL THEN capture.digest END
ORDER BY capture.how NOT IN ('seed', 'save'), capture.urlkey, capture.time
"""  # noqa: S608  # of constants


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the list.

    Attributes:
        id: number of the capture.
        url: its URL.
        ts: when it was captured, to the second, as the index has it.
        how: how it came to be fetched.
        title, text: its words.
    """

    id: int
    url: str
    ts: str
    how: str
    title: str
    text: str

    @property
    def line(self) -> bytes:
        """The entry as it stands in the list."""
        told = {"id": str(self.id), "url": self.url, "ts": self.ts, "title": self.title or self.url}
        if self.text:
            told["text"] = self.text
        line = json.dumps(told, ensure_ascii=False)
        return line.encode("utf-8", "backslashreplace") + b"\n"


def pages(connection: Connection) -> Iterator[Page]:
    """The pages among the captures that were gathered: seeds first, then by URL and time."""
    for number, time, url, how, title, text in connection.execute(_PAGES):
        ts = f"{moment(time):%Y-%m-%dT%H:%M:%SZ}"
        yield Page(number, url, ts, how, title or "", text or "")


def begins_better(page: Page, other: Page | None) -> bool:
    """Whether a page is a better place to begin than another: a seed, a short URL, the latest."""
    return other is None or _rank(page) > _rank(other)


def _rank(page: Page) -> tuple[bool, int, str]:
    return page.how in ("seed", "save"), -len(page.url.rstrip("/")), page.ts
