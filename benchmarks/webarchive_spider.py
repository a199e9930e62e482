"""Run by the interpreter of scrapy-webarchive's environment: asks what it is told and archives it.

``python webarchive_spider.py FOLDER`` reads requests as JSON from standard input.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess


class Asker(scrapy.Spider):  # type: ignore[misc]
    """Asks for everything once."""

    name = "asker"

    async def start(self) -> Any:
        """All requests."""
        for ask in json.load(sys.stdin):
            yield scrapy.Request(
                ask["url"],
                method=ask["method"],
                body=base64.b64decode(ask["body"]),
                headers=ask["headers"],
                meta={"handle_httpstatus_all": True, **ask["meta"]},
                dont_filter=True,
                errback=self.failed,
            )

    def parse(self, response: Any, **_: Any) -> None:
        """Nothing."""

    def failed(self, failure: Any) -> None:
        """Nothing."""


def main(folder: str) -> None:
    """Crawl; the archive is in ``folder`` then."""
    os.chdir(folder)
    process = AsyncCrawlerProcess(
        {
            "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
            "SW_EXPORT_URI": f"{folder}/",
            "LOG_LEVEL": "CRITICAL",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "RETRY_ENABLED": False,
            "REDIRECT_ENABLED": False,
            "DOWNLOAD_TIMEOUT": 10,
        }
    )
    process.crawl(Asker)
    process.start()


if __name__ == "__main__":
    main(sys.argv[1])
