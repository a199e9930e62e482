"""A site of a few real articles among places that have no end: every trap that crawlers know."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tests.servers.threaded import Answering, Served

_WORDS = [
    "court", "prison", "visit", "delegation", "report", "authorities", "hospital", "lawyer",
    "evidence", "article", "committee", "member", "state", "government", "treatment", "detention",
    "officer", "hearing", "decision", "rights", "council", "minister", "police", "record", "cell",
]  # fmt: skip
ARTICLES = 24
_ON_A_LIST = 20
_FACETS = ("color", "size", "sort", "brand", "view")


def article_paths() -> set[str]:
    """Where the articles stand: half of them are numbered, half of them named."""
    return {_article(number) for number in range(ARTICLES)}


def _article(number: int) -> str:
    return f"/article/{number}" if number % 2 else f"/-/about-the-visit-of-day-{number}"


def _prose(number: int) -> str:
    dice = random.Random(number)
    sentences = [" ".join(dice.choices(_WORDS, k=12)).capitalize() + "." for _ in range(9)]
    return "".join(f"<p>{' '.join(sentences[at : at + 3])}</p>" for at in range(0, 9, 3))


def _links(*paths: str) -> str:
    words = (path.replace("=", "/").rpartition("/")[2] or path for path in paths)
    links = zip(paths, words, strict=True)
    return "".join(f'<li><a href="{path}">{word}</a></li>' for path, word in links)


_MENU = _links("/", "/news?start=1&delta=20", "/calendar/2026/3", "/events?month=2026-03",
               "/people/anna/about", "/shop?color=red", "/more/page", "/number/1")  # fmt: skip


def _page(title: str, body: str, path: str) -> bytes:
    back = f"/enter?{urlencode({'returnTo': path})}"
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body>'
        f'<nav><ul>{_MENU}<li><a href="{back}">Sign in</a></li>'
        f'<li><a href="/session;jsessionid={random.getrandbits(64):X}">Session</a></li></ul></nav>'
        f"<main>{body}</main></body></html>"
    ).encode()


class Traps(Served):
    """The site, served from a thread while the context lasts.

    Attributes:
        asked: how often each place of the site was asked for, by the first part of its path.
        paths: the paths that were asked for.
    """

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.paths: set[str] = set()
        site = self

        class Handler(Answering):
            """Answers anything."""

            def respond(self) -> None:
                """A page for every path."""
                parts = urlsplit(self.path)
                site.asked[parts.path.strip("/").partition("/")[0].partition(";")[0]] += 1
                site.paths.add(parts.path)
                body = drawn(self.path)
                self.answer(200 if body else 404, body, "text/html; charset=utf-8")

        super().__init__(Handler)
        self.url = self.base


def drawn(target: str) -> bytes:
    """What the site answers at a target; nothing where there is nothing."""
    parts = urlsplit(target)
    path, query = parts.path.partition(";")[0], {k: v[0] for k, v in parse_qs(parts.query).items()}
    place, _, rest = path.strip("/").partition("/")
    draw = {
        "": _home, "news": _news, "article": _told, "-": _told, "calendar": _calendar,
        "events": _events, "people": _people, "shop": _shop, "more": _more, "number": _number,
        "enter": _enter, "session": _home,
    }.get(place)  # fmt: skip
    body = draw(path, rest, query) if draw else ""
    return _page(path, body, target) if body else b""


def _home(path: str, rest: str, query: dict[str, str]) -> str:
    del path, rest, query
    return f"<h1>The record</h1><ul>{_links(_article(0))}</ul>"


def _news(path: str, rest: str, query: dict[str, str]) -> str:
    """Pages of the list; in every size, and without an end."""
    del path, rest
    start, delta = int(query.get("start", 1)), int(query.get("delta", 20))
    first = (start - 1) * delta
    numbers = range(first, min(first + delta, ARTICLES))
    sizes = (f"/news?start={start}&delta={size}" for size in (5, 10, 20, 50, 75, 100))
    more = f"/news?start={start + 1}&delta={delta}"
    items = _links(*map(_article, numbers)) or "<li>There is nothing on this page</li>"
    return f"<h1>News</h1><ul>{items}</ul><p>Page {start}</p><ul>{_links(*sizes, more)}</ul>"


def _told(path: str, rest: str, query: dict[str, str]) -> str:
    del query
    number = int(rest.rpartition("-")[2])
    if path != _article(number) or number >= ARTICLES:
        return ""
    return f"<article><h1>Visit number {number}</h1>{_prose(number)}</article>"


def _calendar(path: str, rest: str, query: dict[str, str]) -> str:
    """Every month has thirty days and two neighbours, every day a day before and after."""
    del path, query
    try:
        year, month, *day = map(int, rest.split("/"))
        shown = date(year, month, day[0] if day else 1)
    except (ValueError, TypeError):
        return ""
    around = [shown + timedelta(days=step) for step in (-31, -1, 1, 31)]
    days = [f"/calendar/{d.year}/{d.month}/{d.day}" for d in around]
    months = [f"/calendar/{d.year}/{d.month}" for d in (around[0], around[3])]
    if not day:
        days = [f"/calendar/{year}/{month}/{number}" for number in range(1, 29)]
    title = f"Events of {shown:%d %B %Y}"
    said = f"There are no events on {shown:%A, %d %B}."
    return f"<h1>{title}</h1><p>{said}</p><ul>{_links(*days, *months)}</ul>"


def _events(path: str, rest: str, query: dict[str, str]) -> str:
    del path, rest
    year, month = map(int, query.get("month", "2026-03").split("-"))
    after = date(year, month, 1) + timedelta(days=32)
    before = date(year, month, 1) - timedelta(days=2)
    links = [f"/events?month={day:%Y-%m}" for day in (before, after)]
    return f"<h1>Agenda of {year}</h1><p>No event in this month.</p><ul>{_links(*links)}</ul>"


def _people(path: str, rest: str, query: dict[str, str]) -> str:
    """Members who know other members."""
    del path, query
    name, _, view = rest.partition("/")
    dice = random.Random(name)
    friends = ["".join(dice.choices("abcdefghijklmnop", k=6)) for _ in range(4)]
    views = [f"/people/{name}/{one}" for one in ("about", "posts", "likes")]
    others = [f"/people/{friend}/about" for friend in friends]
    return f"<h1>{name}</h1><p>{name} has no {view} yet.</p><ul>{_links(*views, *others)}</ul>"


def _shop(path: str, rest: str, query: dict[str, str]) -> str:
    """The same three things, under every set of parameters in every order."""
    del path, rest
    more = [
        "/shop?" + urlencode({**query, name: value})
        for name in _FACETS
        for value in ("red", "small", "new")
        if query.get(name) != value
    ]
    things = "<li>A lamp for the table</li><li>A chair of oak</li><li>A box for letters</li>"
    return f"<h1>Shop</h1><ul>{things}</ul><ul>{_links(*more)}</ul>"


def _more(path: str, rest: str, query: dict[str, str]) -> str:
    """Relative links that have no base: each is one deeper."""
    del rest, query
    return f"<h1>More</h1><p>More of it.</p><ul>{_links(path.lstrip('/') + '/more/page')}</ul>"


def _number(path: str, rest: str, query: dict[str, str]) -> str:
    del path, query
    number = int(rest) if rest.isdigit() else 1
    links = [f"/number/{n}" for n in range(number + 1, number + 6)]
    return f"<h1>Entry {number}</h1><p>Nothing is known of it.</p><ul>{_links(*links)}</ul>"


def _enter(path: str, rest: str, query: dict[str, str]) -> str:
    del path, rest
    again = "/enter?" + urlencode(
        {"returnTo": "/enter?returnTo=" + quote(query.get("returnTo", ""))}
    )
    return f"<h1>Sign in</h1><ul>{_links(again)}</ul>"
