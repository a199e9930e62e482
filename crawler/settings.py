"""The careful defaults: what Scrapy does here unless a source or the command line says otherwise.

``scrapy.cfg`` points here, so ``scrapy shell URL`` in a checkout fetches as a crawl does.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Any

from crawler.contact import user_agent

BOT_NAME = "greffe"
SPIDER_MODULES = ["crawler.spiders"]
LOG_LEVEL = "INFO"

# Who asks. A crawl adds a contact and does not start without one.
USER_AGENT = user_agent(os.environ.get("GREFFE_CONTACT", ""))

# Every byte of http and https is recorded; what could not be recorded is not fetched.
DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "crawler.fetch.handler.RecordingHandler",
    "https": "crawler.fetch.handler.RecordingHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
GREFFE_ALLOW_PRIVATE = False

# An untrusted certificate is recorded as a fact; the page is not lost for it, unless a source
# wants it refused (verify_certificates).
DOWNLOAD_VERIFY_CERTIFICATES = False

# robots.txt by RFC 9309, which Scrapy's own middleware does not keep to.
ROBOTSTXT_OBEY = True
GREFFE_ROBOTS_RETRY = 600
GREFFE_CRAWL_DELAY_MAX = 120

# Redirects and retries are captures of their own, and the frontier's business.
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.fetch.robots.RobotsMiddleware": 100,
    "crawler.fetch.rest.RestMiddleware": 110,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
}
METAREFRESH_ENABLED = False
REDIRECT_ENABLED = False
RETRY_ENABLED = False

# One request at a time to a host, a second apart, slower if the host is.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# After a block page the delay doubles, up to so many seconds; 0 leaves it as it is.
GREFFE_BLOCK_DELAY_MAX = 60

# Not every WARC reader decodes br and zstd. HttpCompressionMiddleware keeps what is set here.
DEFAULT_REQUEST_HEADERS: dict[str, Any] = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
}
# A fifth less work per page where the extra "fast" is installed.
ASYNCIO_EVENT_LOOP = "uvloop.Loop" if find_spec("uvloop") else None

# Under asyncio Scrapy starts this many tasks for every response, items or none: at its default
# of 100 they cost more than the download.
CONCURRENT_ITEMS = 4

COOKIES_ENABLED = False
HTTPCACHE_ENABLED = False

# What a crawl may cost. A body cut off at the limit is kept, marked as truncated.
DOWNLOAD_MAXSIZE = 128 * 1024 * 1024
DOWNLOAD_WARNSIZE = 32 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
DNS_TIMEOUT = 20
MEMUSAGE_WARNING_MB = 1536
MEMUSAGE_LIMIT_MB = 2048
CLOSESPIDER_TIMEOUT = 12 * 60 * 60

# Both open a local port that runs any Python sent to it.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
