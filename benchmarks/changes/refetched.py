"""Section pages that were really fetched again and again.

Which headlines stand on a page is told by the addresses of its articles, site by site, and not by
Greffe. Two fetches in a row that name the same articles by the same words in the same order, and
have the same longer lines, say the same: what differs are advertisements, counters and clocks. Two
that name others differ. What is neither is left out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from archive import Archive, Exchange, http
from archive.observation import observed
from benchmarks.changes.answers import Answer
from benchmarks.changes.judges import Judged, naively, told
from benchmarks.changes.page import SPACES, Kind
from benchmarks.recrawl import runs, unpacked
from tests.exchanges import DAY_ONE
from tests.learning import learn

_ARTICLES = {
    "www.faz.net": re.compile(r"faz\.net/aktuell/.+-\d{6,}\.html|^/aktuell/.+-\d{6,}\.html"),
    "www.heise.de": re.compile(r"/(?:news|hintergrund|meinung|tests|ratgeber)/.+-\d{6,}\.html"),
    "www.t-online.de": re.compile(r"/id_\d+/"),
    "www.zeit.de": re.compile(r"zeit\.de/[a-z-]+(?:/[a-z-]+)?/\d{4}-\d\d/"),
}
_RESTLESS = ("/", "/newsticker")
_DAY = 86_400
"""Seconds."""
_LONG = 90
"""Characters of a line that says something."""
_FIGURES = re.compile(r"\d+")
_HIDDEN = "//script | //style | //noscript | //template"


@dataclass(frozen=True, slots=True)
class _Fetch:
    """A fetch, by what one can see of it."""

    exchange: Exchange
    body: bytes
    articles: tuple[tuple[str, str], ...]
    lines: frozenset[str]


def judged(corpora: Path, folder: Path) -> tuple[list[Judged], list[Judged], int]:
    """What is told of each pair; of front pages and the like, which differ each time, none.

    Returns:
        That where nothing is learned of the sites, and where it is after each run; and of how many
        sites something could be learned.
    """
    every = runs(unpacked(corpora, folder), "hourly")
    seen: dict[str, list[_Fetch]] = {}
    for exchange in itertools.chain(*every):
        if not exchange.url.endswith(_RESTLESS):
            seen.setdefault(exchange.url, []).append(_seen(exchange))
    with Archive.open(folder / "unlearned.db") as archive:
        for exchange in itertools.chain(*every):
            if exchange.url in seen:
                archive.add(exchange, observation=observed(exchange))
        unlearned = list(_told(archive, seen))
    sites: set[str] = set()
    with Archive.open(folder / "learned.db") as archive:
        for run in every:
            for exchange in run:
                archive.add(exchange)
            days = (run[-1].began - DAY_ONE).total_seconds() / _DAY
            sites |= set(learn(archive, days=days + 1).models)
        return unlearned, list(_told(archive, seen)), len(sites)


def _told(archive: Archive, fetches: dict[str, list[_Fetch]]) -> Iterator[Judged]:
    for url, some in fetches.items():
        said = told(archive, url)
        for number in range(1, len(some)):
            one, other = some[number - 1], some[number]
            if (kind := _kind(one, other)) is not None:
                answers = Answer(body=one.body), Answer(body=other.body)
                where = f"{url} {other.exchange.began:%Y-%m-%d %H:%M}"
                yield Judged("section page", kind, said[number], naively(*answers), where)


def _kind(one: _Fetch, other: _Fetch) -> Kind | None:
    if one.articles == other.articles and one.lines == other.lines:
        return "unchanged"
    addresses = [{address for address, _ in fetch.articles} for fetch in (one, other)]
    return "edited" if addresses[0] != addresses[1] else None


def _seen(exchange: Exchange) -> _Fetch:
    body = http.split(exchange.response).body
    tree: Any = lxml.html.document_fromstring(body.decode("utf-8", "replace"))
    for one in tree.xpath(_HIDDEN):
        one.drop_tree()
    which = _ARTICLES[exchange.url.split("/")[2]]
    links = [
        (link.get("href").partition("?")[0].partition("#")[0], _words(link.text_content()))
        for link in tree.iter("a")
        if which.search(link.get("href") or "")
    ]
    lines = frozenset(filter(lambda line: len(line) >= _LONG, map(_words, tree.itertext())))
    return _Fetch(exchange, body, tuple(link for link in links if link[1]), lines)


def _words(text: str) -> str:
    """Words without figures, which count comments and minutes."""
    return SPACES.sub(" ", _FIGURES.sub("#", text)).strip()
