"""Runs a real Scrapy crawl in a process of its own and hands back all that was seen of it.

A reactor can be installed and run only once in a process, hence the second one: it runs
``tests.asking``, which reads a pickled :class:`Job` and writes a pickled :class:`Seen`.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE
from typing import Any

from archive.exchange import Exchange
from tests.zygote import Command, ran

ROOT = Path(__file__).parents[1]

FAST = {
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 10,
    "GREFFE_ALLOW_PRIVATE": True,
    "ROBOTSTXT_OBEY": False,
    "SPIDER_MODULES": [],
}
"""Settings for a crawl of loopback that need not be polite."""


@dataclass(frozen=True)
class Ask:
    """One request; ``name`` is how its outcome is found."""

    name: str
    url: str
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Outcome:
    """What the spider got for one request, and the exchanges recorded for it."""

    exchanges: list[Exchange] = field(default_factory=list)
    status: int = 0
    headers: dict[bytes, list[bytes]] = field(default_factory=dict)
    body: bytes = b""
    flags: list[str] = field(default_factory=list)
    protocol: str | None = None
    ip: str | None = None
    kind: str = ""
    latency: float | None = None
    raised: str | None = None
    message: str = ""
    recorded_first: bool = False


@dataclass
class Seen:
    """All that was seen of a crawl; ``others`` are exchanges no spider asked for."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    others: list[Exchange] = field(default_factory=list)
    stats: dict[str, Any] = field(default_factory=dict)
    log: str = ""


@dataclass(frozen=True)
class Job:
    """What to crawl and how."""

    asks: list[Ask]
    settings: Mapping[str, Any]


def crawl(
    asks: Iterable[Ask],
    settings: Mapping[str, Any] | None = None,
    env: Mapping[str, str] | None = None,
    *,
    careful: bool = False,
) -> Seen:
    """Crawl in a new process with the project's settings, changed by ``settings``.

    Unless ``careful`` they are changed by :data:`FAST` too.
    """
    job = pickle.dumps(Job(list(asks), ({} if careful else FAST) | dict(settings or {})))
    clean = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    whole = clean | {"SCRAPY_SETTINGS_MODULE": "crawler.settings"} | dict(env or {})
    process = Command((), ROOT, whole, module="tests.asking", stdin=PIPE, stdout=PIPE, stderr=PIPE)
    code, out, err = ran(process, 120, job)
    log = err.decode()
    if code:
        raise RuntimeError(f"the crawl ended with {code}:\n{log}")
    seen: Seen = pickle.loads(out)
    seen.log = log
    return seen
