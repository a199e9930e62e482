"""The report of a crawl in the reading room."""

from __future__ import annotations

from pathlib import Path

from archive import Archive
from archive.store import crawls
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.servers.room import serving

HOST = "http://news.example"


def test_a_crawl_tells_what_it_brought_and_what_it_did_not_get(tmp_path: Path) -> None:
    """What other crawls captured is not told."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:

        def add(crawl: int, name: str, body: bytes, hours: float, **more: str) -> None:
            one = exchange(f"{HOST}/{name}", body, hours=hours, **more)
            archive.add(one, source="news", crawl=crawl)

        with archive.transaction():
            number = crawls.source_id(archive.connection, "news")
            first, second = (crawls.begin(archive.connection, number, DAY_ONE) for _ in range(2))
        add(first, "2025/a", page("Old news", *LONG), 0)
        add(second, "2025/a", page("Old news", LONG[0].replace("two", "nine"), *LONG[1:]), 1)
        add(second, "2025/b", page("Fresh news", *LONG[:2]), 2)
        add(second, "2025/c", b"", 3, status="503 Unavailable")
        add(second, "logo.png", b"x", 4, status="404 Not Found", how="requisite")
        with archive.transaction():
            crawls.end(archive.connection, second, "partly", {"new": 1}, DAY_ONE, "enough")
    with serving(path) as both:
        told = both.get(f"/crawls/{second}").text
        for words in (
            "partly",
            "enough",
            "Fresh news",
            "<del>two</del><ins>nine</ins>",
            "HTTP 503",
        ):
            assert words in told, words
        assert "logo.png" not in told
        assert f'href="/crawls/{second}"' in both.get("/sources/news").text
        running = both.get(f"/crawls/{first}").text
        assert "It runs, or was killed" in running
        assert "Fresh news" not in running
        assert both.get("/crawls/99").status == 404
