"""robots.txt by RFC 9309, in place of Scrapy's own middleware.

Each origin's file is asked for once, whoever else waits for it, and not at all where the archive
holds one that is not a day old. No answer, or a server's error, is not permission: nothing is
fetched from there until a later try succeeds (2.3.1.4).

What was decided, and by which capture of robots.txt, goes with the request: into the metadata
record of its exchange, or into the exception that refuses it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from w3lib.url import safe_url_string

from archive.clean import GATES, Finding, wall
from archive.exchange import Robots
from archive.http import content_decoded
from crawler.fetch.address import PrivateAddress
from crawler.fetch.request import Target
from crawler.fetch.rules import addressed, forbidding_rule, product_token, retry_after

if TYPE_CHECKING:
    from archive.store.captures import Capture
    from crawler.fetch.held import HeldRobots

logger = logging.getLogger(__name__)

LIFETIME = 24 * 60 * 60.0
"""Seconds a file is used before it is asked for again (2.4)."""

SIZE_LIMIT = 1024 * 1024
"""Bytes of a file that are read; the standard wants at least 500 KiB (2.5)."""

_LONGEST_WAIT = 24 * 60 * 60.0  # whatever Retry-After says
_REDIRECTS = 5  # consecutive ones to follow at least (2.3.1.2)
_MOVED = frozenset({301, 302, 303, 307, 308})


class ForbiddenByRobots(IgnoreRequest):
    """robots.txt, or the lack of an answer about it, forbids the request.

    Attributes:
        policy: what decided.
    """

    def __init__(self, refusal: str, policy: Policy) -> None:
        super().__init__(refusal)
        self.policy = policy


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be fetched from one origin, and until when that is believed.

    Attributes:
        origin: scheme and authority.
        answer: what the server said when asked, for people.
        until: when to ask again, on the monotonic clock.
        closed: whether everything is forbidden.
        parser: the rules, where there are any.
        text: the file they came from.
        delay: its ``Crawl-delay`` in seconds.
        capture: number of the capture of the answer, where it is kept.
        record: id of the WARC record of the answer, where it is kept.
        is_unreachable: whether the server said nothing at all.
        is_asked: whether it said when to come again.
        private: why the host may not be asked at all, if so; whatever it would allow.
    """

    origin: str
    answer: str
    until: float
    closed: bool = False
    parser: RobotParser | None = None
    text: str = ""
    delay: float | None = None
    capture: int | None = None
    record: str | None = None
    is_unreachable: bool = False
    is_asked: bool = False
    private: str = ""

    @property
    def permission(self) -> Robots:
        """The decision about what it lets through."""
        host = self.origin.partition("://")[2]
        return Robots(f"allowed: robots.txt of {host} {self.answer}", self.record)

    @property
    def wait(self) -> timedelta:
        """How long until it is asked for again."""
        return timedelta(seconds=max(0.0, self.until - time.monotonic()))

    def refusal(self, url: str, token: str) -> str | None:
        """Why ``url`` may not be fetched by ``token``, or ``None`` if it may."""
        host = self.origin.partition("://")[2]
        if self.private:
            return self.private
        if self.closed:
            return f"robots.txt of {host} {self.answer}: nothing fetched, RFC 9309 2.3.1.4"
        if self.parser is None or self.parser.allowed(url, token):
            return None
        rule = forbidding_rule(self.text, token, url)
        path = "/" + url.partition("://")[2].partition("/")[2]
        return f"robots.txt of {host} disallows {path}" + (f" (rule {rule})" if rule else "")


class RobotsMiddleware:
    """Downloader middleware that lets through only what robots.txt allows.

    Settings: ``ROBOTSTXT_OBEY``; the product token of ``ROBOTSTXT_USER_AGENT`` or ``USER_AGENT``;
    ``GREFFE_ROBOTS_RETRY``, seconds until a server that failed to answer is asked again;
    ``GREFFE_CRAWL_DELAY_MAX``, the longest ``Crawl-delay`` that is kept to. A request with the
    meta key ``dont_obey_robotstxt`` passes unasked. Stats have the names Scrapy gives them.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Read the settings.

        Raises:
            NotConfigured: ``ROBOTSTXT_OBEY`` is off.
            ValueError: the user agent has no product token.
        """
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._token = product_token(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        self._retry = settings.getfloat("GREFFE_ROBOTS_RETRY", 600)
        self._longest_delay = settings.getfloat("GREFFE_CRAWL_DELAY_MAX", 120)
        self._policies: dict[str, Policy] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        # After AutoThrottle, which is told first and would lower the delay again.
        crawler.signals.connect(self._response_downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request pass.

        Raises:
            ForbiddenByRobots: it may not; the text says by which rule or answer.
        """
        if request.meta.get("dont_obey_robotstxt"):
            return
        try:
            target = Target.parse(request.url)
        except ValueError:
            return  # nothing that goes over HTTP
        if target.path == "/robots.txt":
            return
        policy = await self._policy(f"{target.scheme}://{target.authority}", request)
        refusal = policy.refusal(request.url, self._token)
        if refusal is not None:
            self._count("forbidden")
            logger.info("%s refused: %s", request.url, refusal)
            raise ForbiddenByRobots(refusal, policy)
        request.meta["greffe_robots"] = policy.permission
        logger.debug("%s allowed by robots.txt, which %s", request.url, policy.answer)
        self._pace(request, policy)

    async def _policy(self, origin: str, request: Request) -> Policy:
        """The policy of ``origin``, asked for if there is none or it has expired."""
        known = self._policies.get(origin)
        if known is not None and time.monotonic() < known.until:
            return known
        async with self._locks.setdefault(origin, asyncio.Lock()):
            known = self._policies.get(origin)
            if known is None or time.monotonic() >= known.until:
                known = self._policies[origin] = await self._ask(origin, request, known)
        return known

    @property
    def _held(self) -> HeldRobots | None:
        return getattr(self._crawler.spider, "held_robots", None)

    async def _ask(self, origin: str, request: Request, known: Policy | None) -> Policy:
        if known is None and (policy := await self._kept(origin, request)) is not None:
            return policy
        self._count("request_count")
        sent: list[Request] = []
        try:
            response = await self._download(origin, request, sent)
        except Exception as exc:  # noqa: BLE001 - whatever it was: no answer, no permission
            self._count(f"exception_count/{type(exc).__name__}")
            policy = self._closed(origin, f"cannot be had ({exc})", self._retry)
            is_private = isinstance(exc, PrivateAddress)
            policy = replace(policy, is_unreachable=not is_private)
            if is_private and len(sent) == 1:
                # Not the rules are out of reach but the host itself is none to be asked.
                policy = replace(policy, private=str(exc))
        else:
            self._count("response_count")
            self._count(f"response_status_count/{response.status}")
            policy = await self._judge(origin, response, request)
        policy = self._evident(policy, sent[-1].meta.get("greffe_capture") if sent else None)
        if policy.closed:
            held = known is not None and known.parser is not None
            logger.warning(
                "robots.txt of %s %s: %s; asked again in %.0f s",
                origin, policy.answer,
                "its older copy holds, RFC 9309 2.4" if held
                else "nothing may be fetched, RFC 9309 2.3.1.4",
                policy.until - time.monotonic(),
            )  # fmt: skip
            if known is not None and held:
                policy = replace(known, until=policy.until)
        return policy

    async def _kept(self, origin: str, request: Request) -> Policy | None:
        """The policy by an answer in the archive that is not a day old."""
        now = datetime.now(UTC)
        held = self._held and self._held.of(origin, now, timedelta(seconds=LIFETIME))
        if not held:
            return None
        self._count("from_archive")
        age = (now - held.capture.time).total_seconds()
        since = f"captured {held.capture.time:%Y-%m-%d %H:%M:%S} UTC"
        if 200 <= held.status < 300:
            policy = await self._read(origin, held.status, held.body, request)
        else:
            policy = Policy(origin, f"answered {held.status}", 0)
        until = time.monotonic() + LIFETIME - age
        policy = replace(policy, answer=f"{policy.answer}, {since}", until=until)
        return self._evident(policy, held.capture)

    def _evident(self, policy: Policy, capture: Capture | None) -> Policy:
        if capture is None:
            return policy
        record = self._held.record(capture) if self._held else None
        return replace(policy, capture=capture.id, record=record)

    async def _download(self, origin: str, request: Request, sent: list[Request]) -> Response:
        """The answer to the question, after at most five redirects, whatever hosts they name.

        ``sent`` is given the requests, each as it is sent.
        """
        engine = self._crawler.engine
        if engine is None:
            raise RuntimeError("the crawl has not begun")
        url, via = f"{origin}/robots.txt", request.url
        kept = {key: request.meta[key] for key in _PASSED_ON if key in request.meta}
        meta = kept | {"dont_obey_robotstxt": True, "allow_offsite": True, "greffe_how": "robots"}
        for _ in range(1 + _REDIRECTS):
            asked = Request(
                url, meta=meta | {"greffe_via": via}, callback=NO_CALLBACK, priority=1000
            )
            sent.append(asked)
            response = await engine.download_async(asked)
            location = response.headers.get(b"Location")
            if response.status not in _MOVED or not location:
                break
            url, via = urljoin(url, safe_url_string(location)), url
            if not url.startswith(("http://", "https://")):
                break
        return response

    async def _judge(self, origin: str, response: Response, request: Request) -> Policy:
        """What an answer allows (2.3.1); a page of any other status than 2xx holds no rules.

        Nor does a block page, whatever its status: it is a gatekeeper's answer, not the site's.
        """
        status = response.status
        if found := _gate(response):
            answer = f"answered {status} with a block page ({found.evidence})"
            return self._closed(origin, answer, self._retry_after(response))
        if 200 <= status < 300:
            return await self._read(origin, status, _decoded(response), request)
        answer = f"answered {status}"
        if status == 429 or status >= 500:
            policy = self._closed(origin, answer, self._retry_after(response))
            return replace(policy, is_asked=_asked_wait(response) is not None)
        logger.info("robots.txt of %s %s: all may be fetched, RFC 9309 2.3.1.3", origin, answer)
        return Policy(origin, answer, time.monotonic() + LIFETIME)

    async def _read(self, origin: str, status: int, whole: bytes, request: Request) -> Policy:
        body = whole
        if len(body) > SIZE_LIMIT:
            body = body[: body.rfind(b"\n", 0, SIZE_LIMIT) + 1]
        text = body.decode("utf-8-sig", "ignore")
        ours = addressed(text, self._token).encode()
        parser = ProtegoRobotParser.from_crawler(self._crawler, ours)
        await self._crawler.signals.send_catch_log_async(
            signals.robots_parsed, robotparser=parser, request=request
        )
        delay = parser.crawl_delay(self._token)
        answer = f"answered {status}, sha256 {hashlib.sha256(whole).hexdigest()[:12]}"
        logger.info(
            "robots.txt of %s %s%s",
            origin, answer, f", Crawl-delay {delay:g} s" if delay else "",
        )  # fmt: skip
        if delay and delay > self._longest_delay:
            logger.warning(
                "robots.txt of %s: Crawl-delay %g s is cut to %g s (GREFFE_CRAWL_DELAY_MAX)",
                origin, delay, self._longest_delay,
            )  # fmt: skip
            delay = self._longest_delay
        return Policy(
            origin, answer, time.monotonic() + LIFETIME, parser=parser, text=text, delay=delay
        )

    def _retry_after(self, response: Response) -> float:
        """Seconds until a server that gave no rules is asked again."""
        return min(max(_asked_wait(response) or 0, self._retry), _LONGEST_WAIT)

    @staticmethod
    def _closed(origin: str, answer: str, wait: float) -> Policy:
        return Policy(origin, answer, time.monotonic() + wait, closed=True)

    def _pace(self, request: Request, policy: Policy) -> None:
        """Keep the host's slot as slow as its ``Crawl-delay``, and never a little faster."""
        engine = self._crawler.engine
        if not policy.delay or engine is None:
            return
        slot = engine.downloader.slots.get(engine.downloader.get_slot_key(request))
        if slot is not None:
            slot.delay = max(slot.delay, policy.delay)
            slot.jitter = 0.0
            slot.concurrency = 1

    def _response_downloaded(self, request: Request) -> None:
        try:
            target = Target.parse(request.url)
        except ValueError:
            return
        policy = self._policies.get(f"{target.scheme}://{target.authority}")
        if policy is not None:
            self._pace(request, policy)

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"robotstxt/{what}")


def _gate(response: Response) -> Finding | None:
    """What a gatekeeper answered in place of robots.txt, if one did."""
    fields = [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]
    found = wall(response.status, fields, _decoded(response), response.url)
    return found if found and found.kind in GATES else None


def _asked_wait(response: Response) -> float | None:
    return retry_after(response.headers.get(b"Retry-After"), datetime.now(UTC))


def _decoded(response: Response) -> bytes:
    """The file; a spider that needs no bodies may have Scrapy's decompression turned off."""
    codings = response.headers.get(b"Content-Encoding") or b""
    body, _ = content_decoded(response.body, codings.decode("latin-1"))
    return body


_PASSED_ON = ("proxy", "allow_private", "verify_certificates", "bindaddress", "download_timeout")
