"""Sites that are redesigned: the same articles under another template, which the site model knows.

The words are those of reference texts; the templates are those of real pages and some of ours, each
with a menu, boxes beside the text and a foot that repeat on all of its pages.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from archive import Archive
from benchmarks.changes.answers import Answer
from benchmarks.changes.chrome import MADE_UP
from benchmarks.changes.judges import Judged, Said, naively, told
from benchmarks.changes.page import Kind, Page
from benchmarks.changes.story import BEGAN, exchange
from benchmarks.changes.templates import OWN, Link, Template, real
from benchmarks.forest import pages
from tests.learning import learn

_PAGES = 14
"""Articles of a site; a model is trusted from eight others on."""
_LEAST, _FEWEST = 900, 6
_TEMPLATES = 10
_Text = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class Site:
    """A site: its host, its templates before and after, and its articles."""

    host: str
    old: Template
    new: Template
    texts: tuple[_Text, ...]


def judged(site: Site, folder: Path) -> Iterator[Judged]:
    """What is told of each page of a site."""
    chance = random.Random(site.host)
    with Archive.open(folder / "redesign.db") as archive:
        first = _captured(archive, site, site.old, 0, chance)
        learn(archive, days=1)
        again = _captured(archive, site, site.old, 2, chance)
        yield from _compared(archive, site, first, again, ["unchanged"] * _PAGES, "other company")
        edited = {number for number in range(_PAGES) if number % 7 == 3}
        then = _captured(archive, site, site.new, 4, chance, edited)
        learn(archive, days=5)
        kinds: list[Kind] = ["edited" if n in edited else "layout" for n in range(_PAGES)]
        yield from _compared(archive, site, again, then, kinds, "redesign")
        last = _captured(archive, site, site.new, 6, chance, edited)
        yield from _compared(
            archive, site, then, last, ["unchanged"] * _PAGES, "other company, redesigned"
        )


def _compared(
    archive: Archive,
    site: Site,
    old: Sequence[bytes],
    new: Sequence[bytes],
    kinds: Sequence[Kind],
    name: str,
) -> Iterator[Judged]:
    for number, (before, after, kind) in enumerate(zip(old, new, kinds, strict=True)):
        name_of = f"{name}, edited" if kind == "edited" else name
        said: Said = told(archive, url_of(site, number))[-1]
        answers = Answer(body=before), Answer(body=after)
        yield Judged(name_of, kind, said, naively(*answers), url_of(site, number))


def _captured(
    archive: Archive,
    site: Site,
    template: Template,
    days: float,
    chance: random.Random,
    edited: set[int] = frozenset(),  # type: ignore[assignment]
) -> list[bytes]:
    """All articles of a site as they are served on a day."""
    found = []
    for number, (title, said) in enumerate(site.texts):
        some = [*said[:2], f"{MADE_UP[number % 6]}, a court has found since.", *said[2:]]
        body = template(
            title, some if number in edited else said, others(site, number, chance), chance
        )
        when = BEGAN + timedelta(days=days, minutes=number)
        archive.add(exchange(url_of(site, number), Answer(body=body), when))
        found.append(body)
    return found


def others(site: Site, number: int, chance: random.Random) -> list[Link]:
    """What a page names of its site beside its own text."""
    some = chance.sample([n for n in range(_PAGES) if n != number], 5)
    return [(url_of(site, n), site.texts[n][0]) for n in some]


def url_of(site: Site, number: int) -> str:
    """Where an article of a site stands."""
    return f"https://{site.host}/news/{2000 + number}-article"


def sites(corpora: Path) -> Iterator[Site]:
    """Sites of articles of one language each, from one template to another."""
    texts: dict[str, list[_Text]] = {}
    templates: list[Template] = [*OWN[:2]]
    hosts: set[str] = set()
    for known in pages(corpora):
        said = [line.strip() for line in (known["gold_text"] or "").splitlines() if line.strip()]
        title = (known["meta"] or {}).get("title") or (said[0][:90] if said else "")
        if known["lang"] and sum(map(len, said)) >= _LEAST and len(said) >= _FEWEST:
            texts.setdefault(known["lang"], []).append((title, said))
            if known["url"] and known["domain_key"] not in hosts and len(templates) < _TEMPLATES:
                hosts.add(known["domain_key"])
                page = Page.of(known["url"], known["payload"], known["gold_text"])
                templates += [found] if (found := real(page)) else []
    templates += OWN[2:]
    ways = list(pairwise(templates))[::2]
    some = [(lang, one[n : n + _PAGES]) for lang, one in sorted(texts.items())
            for n in range(0, len(one) - _PAGES + 1, _PAGES)]  # fmt: skip
    for number, ((language, said_there), (old, new)) in enumerate(zip(some, ways, strict=False)):
        yield Site(f"www.gazette-{language}{number}.example", old, new, tuple(said_there))
