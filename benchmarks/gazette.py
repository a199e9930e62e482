"""A scripted newspaper on a clock that jumps, and crawls of it: what becomes of its articles."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive import Archive, Exchange
from archive.observation import observed
from crawler.crawl import Crawl
from crawler.revisit import Terms
from crawler.schedule import turns
from crawler.sources.schedule import Schedule
from crawler.sources.source import Scope, Source

HOST = "http://gazette.example"
START = datetime(2026, 1, 1, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DAYS = 21
EACH = timedelta(hours=3)
NAMES = (
    "harbour wall is mended", "minister resigns over letters", "court hears the fishermen",
    "prison visit found cells too small", "school bus line is cut", "river rises after rain",
    "mayor denies the payments", "strike at the tram depot", "museum returns the bronzes",
    "new rules for landlords", "bridge closed to lorries", "election is put off",
)  # fmt: skip
SOURCE = Source(
    "gazette", "The Gazette", (f"{HOST}/",), Scope(("example,gazette)/",)),
    feeds=(f"{HOST}/feed",), listings=(f"{HOST}/news",), requisites=False,
    schedule=Schedule(every=timedelta(), terms=Terms(longest=DAY)),
)  # fmt: skip

Answer = tuple[int, str, bytes]
"""Status, fields and body; status 0 is no answer at all, -1 a robots.txt that forbids to ask."""


def path_of(number: int) -> str:
    """Where an article stands."""
    return f"/news/2026/{NAMES[number].replace(' ', '-')}"


def text_of(number: int, note: str = "") -> bytes:
    """An article of the site."""
    words = NAMES[number]
    body = "".join(
        f"<p>{words.capitalize()}: paragraph {n} says who was there, what was decided, and why "
        f"nobody had expected it, as {10 * number + n} people told the Gazette on the day. The "
        f"council will hear of {words} again in the spring, when the report is due.</p>"
        for n in range(5)
    )
    return _html(
        words.capitalize(), f"<article><h1>{words.capitalize()}</h1>{body}{note}</article>"
    )


def _html(title: str, body: str) -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>'
        f'<meta property="og:type" content="article"></head><body>{body}</body></html>'
    ).encode()


HTML = "Content-Type: text/html; charset=utf-8\r\n"
LOST: Answer = (404, HTML, b"<h1>Not Found</h1>")
CHALLENGE: Answer = (
    403, HTML + "cf-mitigated: challenge\r\nserver: cloudflare\r\n",
    b"<html><head><title>Just a moment...</title></head><body></body></html>",
)  # fmt: skip
FORM = (
    '<form method="post" action="/login"><input name="user"><input type="password" name="word">'
    "<button>Log in</button></form>"
)


@dataclass(frozen=True)
class Event:
    """What happens to some articles, or to the whole site, for a time.

    Attributes:
        begins, ends: since when and until when.
        struck: the articles.
        answer: what is answered then, by path; ``None`` for what would be without it.
        is_removal: whether the articles are taken down.
        is_blind: whether nobody can see anything of the site; such days are no fair ones.
    """

    begins: datetime
    ends: datetime
    struck: frozenset[int]
    answer: Callable[[str, datetime], Answer | None]
    is_removal: bool = False
    is_blind: bool = False


class Gazette:
    """A site on a clock, and crawls of it.

    Attributes:
        now: the time.
        asked: how many requests there were.
    """

    def __init__(self, archive: Archive, events: Sequence[Event], *, rolling: bool = False) -> None:
        archive.connection.execute("PRAGMA synchronous = OFF")
        self.archive, self.events, self.rolling = archive, events, rolling
        self.now, self.asked = START, 0

    def answer(self, path: str) -> Answer:
        """What the site answers now."""
        for event in self.events:
            hit = event.begins <= self.now < event.ends and event.answer(path, self.now)
            if hit:
                return hit
        return self.plain(path)

    def plain(self, path: str) -> Answer:
        """What it answers where nothing happens."""
        bare = path.rstrip("/").partition("?")[0]
        if bare == "":
            links = "".join(
                f'<li><a href="{path_of(n)}">{NAMES[n]}</a></li>' for n in self.listed()
            )
            return 200, HTML, _html("The Gazette", f"<h1>The Gazette</h1><ul>{links}</ul>")
        if bare == "/news":
            return 200, HTML, self.listing()
        if bare == "/feed":
            items = "".join(f"<item><link>{HOST}{path_of(n)}</link></item>" for n in self.listed())
            body = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'
            return 200, "Content-Type: application/rss+xml\r\n", body.encode()
        for number in range(len(NAMES)):
            if bare == path_of(number):
                return 200, HTML, text_of(number)
        if bare.startswith("/archive/"):
            return 200, HTML, text_of(int(bare.rpartition("-")[2]))
        return LOST

    def listed(self) -> list[int]:
        """What front page, section and feed name: where news roll over, fewer every day."""
        gone = (self.now - START) // (2 * DAY) if self.rolling else 0
        return list(range(min(gone, len(NAMES) - 2), len(NAMES)))

    def listing(self) -> bytes:
        """The section: dated, the newest first."""
        items = "".join(
            f'<article class="card"><h2><a href="{path_of(n)}">{NAMES[n].capitalize()}</a></h2>'
            f'<time datetime="2025-12-{10 + n}">{10 + n} December</time><p>What {NAMES[n]} means '
            "for the town, in a line or two.</p></article>"
            for n in reversed(self.listed())
        )
        return _html("News", f"<main><h1>News</h1>{items}</main>")

    def crawl(self) -> None:
        """One scheduled crawl."""
        crawl = Crawl(self.archive, SOURCE, clock=lambda: self.now, is_scheduled=True)
        while (waiting := crawl.take()) is not None:
            self.asked += 1
            url = waiting.entry.url
            status, fields, body = self.answer(url.removeprefix(HOST) or "/")
            if status < 0:
                crawl.refuse(waiting, "forbidden by robots.txt")
                continue
            crawl.keep(observed(_said(url, self.now, status, fields, body)), waiting)
        crawl.end("finished")

    def until(self, end: datetime) -> None:
        """Let crawls begin whenever something is due."""
        while self.now < end:
            (turn,) = turns(self.archive, [SOURCE], self.now)
            if turn.is_due(self.now):
                self.crawl()
            self.now += EACH


def _said(url: str, now: datetime, status: int, fields: str, body: bytes) -> Exchange:
    request = (
        f"GET {url.removeprefix(HOST) or '/'} HTTP/1.1\r\nHost: gazette.example\r\n\r\n".encode()
    )
    if not status:
        return Exchange(url, now, request, b"", error="DNS lookup failed: gazette.example")
    head = f"HTTP/1.1 {status} X\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode()
    return Exchange(url, now, request, head + body, elapsed=0.1)


# The stories


def _of(number: frozenset[int], answer: Answer) -> Callable[[str, datetime], Answer | None]:
    paths = {path_of(n) for n in number}
    return lambda path, _: answer if path.rstrip("/").partition("?")[0] in paths else None


def _all(answer: Answer) -> Callable[[str, datetime], Answer | None]:
    return lambda _path, _now: answer


def _sent(
    place: Callable[[int], str], struck: frozenset[int]
) -> Callable[[str, datetime], Answer | None]:
    paths = {path_of(n): n for n in struck}

    def answer(path: str, _: datetime) -> Answer | None:
        number = paths.get(path.rstrip("/"))
        return None if number is None else (301, f"Location: {place(number)}\r\n{HTML}", b"")

    return answer


def _soft(title: str, words: str) -> Answer:
    return (
        200,
        HTML,
        _html(title, f"<h1>{title}</h1><p>{words}</p>").replace(
            b'<meta property="og:type" content="article">', b""
        ),
    )


_SOFT = (
    _soft("Page not found", "Sorry, the page you were looking for could not be found."),
    _soft("404", "This page does not exist any more. Go back to the front page."),
    _soft("Seite nicht gefunden", "Die gesuchte Seite existiert leider nicht."),
    _soft("Page introuvable", "La page que vous cherchez n'existe pas."),
)


def stories(dice: random.Random) -> dict[str, tuple[list[Event], bool]]:
    """Every story by its name: what happens, and whether lists roll over."""
    day = START + dice.randint(4, 9) * DAY + dice.randint(0, 23) * HOUR
    end = START + (DAYS + 9) * DAY
    struck = frozenset(dice.sample(range(len(NAMES)), 4))
    one = frozenset(list(struck)[:1])
    everyone = frozenset(range(len(NAMES)))
    week = day + 7 * DAY

    def down(answer: Callable[[str, datetime], Answer | None], who: frozenset[int] = struck,
             until: datetime = end) -> list[Event]:  # fmt: skip
        return [Event(day, until, who, answer, is_removal=True)]

    def away(answer: Callable[[str, datetime], Answer | None], until: datetime) -> list[Event]:
        return [Event(day, until, frozenset(), answer)]

    gate = _soft("Subscribe to read on", "Log in to read this article." + FORM)
    login = (401, HTML, _html("Log in", f"<h1>Log in</h1>{FORM}"))
    consent = (302, f"Location: https://consent.gazette.example/?to=x\r\n{HTML}", b"")
    correction = day + dice.randint(2, 5) * DAY
    found: dict[str, tuple[list[Event], bool]] = {
        "taken down, 404": (down(_of(struck, LOST)), False),
        "one taken down, 410": (down(_of(one, (410, HTML, b"Gone")), one), False),
        "sent to the front page": (down(_sent(lambda _: "/", struck)), False),
        "sent to the section": (down(_sent(lambda _: "/news", struck)), False),
        "sent to an error page": (down(_sent(lambda _: "/404.html", struck)), False),
        "soft 404": (down(_of(struck, dice.choice(_SOFT))), False),
        "soft 404 in other languages": (down(_of(struck, dice.choice(_SOFT[2:]))), False),
        "relaunch: old addresses lead to the new": (
            away(_sent(lambda n: f"/archive/story-{n}", everyone), end), False),
        "relaunch: old addresses are dead": (down(_of(everyone, LOST), everyone), False),
        "taken down while lists roll over": (down(_of(struck, LOST)), True),
        "lists and feed roll over": ([], True),
        "nothing happens": ([], False),
        "back after a correction": (down(_of(struck, LOST), until=correction), False),
        "absent for some hours": (away(_of(struck, LOST), day + 6 * HOUR), False),
        "paywall with a form": (away(_of(struck, gate), end), False),
        "401 for a month": (away(_of(struck, login), end), False),
        "consent for a week": (away(_all(consent), week), False),
        "challenge for a week": (away(_all(CHALLENGE), week), False),
        "403 for some pages": (away(_of(struck, (403, HTML, b"Forbidden")), end), False),
        "429 for two days": (away(_all((429, HTML, b"Slow down")), day + 2 * DAY), False),
        "DNS gone for a week": (away(_all((0, "", b"")), week), False),
        "DNS gone for good": (away(_all((0, "", b"")), end), False),
        "404 for everything, an hour": (away(_all(LOST), day + 2 * HOUR), False),
        "404 for everything, three days": (away(_all(LOST), day + 3 * DAY), False),
        "503 maintenance, two days": (
            away(_all((503, HTML, b"Maintenance")), day + 2 * DAY), False),
        "500 for some pages, a week": (away(_of(struck, (500, HTML, b"Oops")), week), False),
        "451 for some pages": (away(_of(struck, (451, HTML, b"Unavailable")), end), False),
        "robots.txt forbids, a week": (away(_all((-1, "", b"")), week), False),
        "slash added": (
            away(lambda p, _: (301, f"Location: {p}/\r\n", b"") if p.startswith("/news/2026/")
                 and not p.endswith("/") else None, end), False),
        "maintenance by redirect": (
            away(lambda p, _: None if p == "/maintenance" else
                 (302, "Location: /maintenance\r\n", b""), day + 2 * DAY), False),
        "taken down, then blocked": (
            [Event(day + DAY, week, frozenset(), _all(CHALLENGE), is_blind=True),
             *down(_of(struck, LOST))], False),
        "taken down amid errors": (
            [Event(day, end, frozenset(),
                   lambda _, now: (503, HTML, b"Busy") if now.hour % 6 < 2 else None),
             *down(_of(struck, LOST))], False),
    }  # fmt: skip
    return found
