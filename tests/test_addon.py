"""Anybody's Scrapy project archives by one line of its settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from archive import Archive
from demo.server import DemoWeb

SPIDER = """
import scrapy


class Mine(scrapy.Spider):
    name = "mine"
    custom_settings = {
        "ADDONS": {"crawler.addon.ArchiveAddon": 500},
        "GREFFE_ALLOW_PRIVATE": True,
    }

    def __init__(self, home, **kwargs):
        super().__init__(**kwargs)
        self.home = home

    async def start(self):
        yield scrapy.Request(self.home)

    def parse(self, response):
        for href in response.css("h2 a::attr(href)").getall()[:3]:
            yield response.follow(href, self.article)

    def article(self, response):
        yield {"title": response.css("h1::text").get(), "kept": response.meta["greffe_capture"].id}
"""


def test_one_line_archives_a_projects_crawl(tmp_path: Path) -> None:
    """Its spider crawls as before; what it fetched is kept, read and replayable."""
    (tmp_path / "mine.py").write_text(SPIDER, encoding="utf-8")
    scrapy = Path(sys.executable).with_name("scrapy")
    with DemoWeb() as web:
        home = web.urls["kura-courier"]
        command = [scrapy, "runspider", "mine.py", "-a", f"home={home}", "-o", "items.jsonl"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        asked = {one.target for one in web.log}
    assert "Traceback" not in done.stderr
    assert (tmp_path / "items.jsonl").read_text(encoding="utf-8").count("kept") == 3
    with Archive.open(tmp_path / "greffe.db", create=False) as archive:
        kept = list(archive.all_captures())
        assert {home.rstrip("/") + target for target in asked} == {c.url for c in kept}
        assert {capture.source for capture in kept} == {"mine"}
        capture = archive.capture(home)
        memento = archive.memento(capture) if capture else None
        assert memento is not None
        assert b"Kura Courier" in memento.body()[0]
    assert "'greffe/ok': 4" in done.stderr
