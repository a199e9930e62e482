"""What a person who types may mean: words of the archive, pages by their titles, sources, watches.

Asked with every key that is pressed, so that what is looked through is bounded, however large the
archive: words by their first letters, titles by the most common of these, the newest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from archive.analysis.folding import fold
from archive.archive import Archive
from archive.search.completing import endings
from archive.store import watches
from archive.store.database import explained
from archive.store.index.tables import LATEST

Kind = Literal["word", "page", "source", "watch"]

COUNTED = 1_000
"""Texts of a word are counted so far."""
_WORDS, _PAGES, _OTHERS = 5, 4, 2
"""Offers of each kind, at most."""
_FORMS = 12
"""Words that begin as the last one does, in titles that are looked for."""
_LOOKED_AT = 40
"""Titles that are read to find some that have all of the words."""
_RARE = 11
"""Two words are sought together where one is in 2 to the power of this texts at most: an index has
to be read as far as the rarer of them goes."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be meant.

    Attributes:
        kind: what it is.
        words: the query, a title, or a name.
        target: the query, URL of a page, or name of a source or a watch.
        texts: of a word on its own, how many pages have it now; ``COUNTED`` are that or more.
    """

    kind: Kind
    words: str
    target: str
    texts: int = 0


def offers(archive: Archive, query: str) -> list[Offer]:
    """What may be meant by what was typed so far."""
    before, ends = endings(archive, query, _FORMS)
    with explained(archive.path):
        found = [
            Offer("word", said, said, 0 if before.strip() else _texts(archive, word))
            for word, _ in ends[:_WORDS]
            for said in (before + word,)
        ]
    words = tuple(map(fold, _WORD.findall(query)))
    if not words or len(words[-1]) < 2:
        return found
    with explained(archive.path):
        return [
            *found,
            *_pages(archive, words, ends),
            *_sources(archive, words),
            *_watches(archive, words),
        ]


def _texts(archive: Archive, word: str) -> int:
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {LATEST} WHERE {LATEST} MATCH ? LIMIT ?)"
    match = f"{{title summary body authors}} : {_any_of([word])}"
    row = archive.connection.execute(sql, (match, COUNTED)).fetchone()
    return int(row[0])


def _pages(
    archive: Archive, words: tuple[str, ...], ends: list[tuple[str, int]]
) -> Iterator[Offer]:
    """Pages whose titles have all words, the newest first."""
    run = archive.connection.execute
    match = _match(archive, words, ends)
    if not match:
        return
    sql = (
        f"SELECT page.url, version.title FROM (SELECT rowid FROM {LATEST} WHERE {LATEST} MATCH ? "
        "ORDER BY rowid DESC LIMIT ?) AS found JOIN version ON version.id = found.rowid "
        "JOIN page ON page.id = version.page_id ORDER BY version.id DESC"
    )
    seen: set[str] = set()
    for url, title in run(sql, (match, _LOOKED_AT)):
        if title not in seen and _has(title, words):
            seen.add(title)
            yield Offer("page", title, url)
        if len(seen) == _PAGES:
            return


def _match(archive: Archive, words: tuple[str, ...], ends: list[tuple[str, int]]) -> str:
    """What titles are looked for by, in the language of FTS5; empty where none can be."""
    if not ends:
        return ""
    last, widest = _any_of([word for word, _ in ends]), max(weight for _, weight in ends)
    weights = [(_weight(archive, word), word) for word in words[:-1]]
    if not weights:
        return f"title : {last}"
    rarest, word = min(weights)
    if min(rarest, widest) <= _RARE:
        return f"title : ({_any_of([word])} AND {last})"
    return f"title : {last if widest < rarest else _any_of([word])}"


def _any_of(words: list[str]) -> str:
    quoted = ['"' + word.replace('"', '""') + '"' for word in words]
    return f"({' OR '.join(quoted)})"


def _weight(archive: Archive, word: str) -> int:
    row = archive.connection.execute("SELECT weight FROM term WHERE term = ?", (word,)).fetchone()
    return int(row[0]) if row else 0


def _sources(archive: Archive, words: tuple[str, ...]) -> Iterator[Offer]:
    rows = archive.connection.execute("SELECT name, title FROM source ORDER BY title")
    fitting = [row for row in rows.fetchall() if _has(f"{row[1]} {row[0]}", words)]
    for name, title in fitting[:_OTHERS]:
        yield Offer("source", title, name)


def _watches(archive: Archive, words: tuple[str, ...]) -> Iterator[Offer]:
    held = watches.everything(archive.connection)
    fitting = [one for one in held if _has(f"{one.name} {one.query}", words)]
    for one in fitting[:_OTHERS]:
        yield Offer("watch", one.name, one.name)


def _has(text: str, words: tuple[str, ...]) -> bool:
    """Whether a text has all words but the last, and one that begins like that."""
    there = list(map(fold, _WORD.findall(text)))
    *whole, start = words
    return set(whole) <= set(there) and any(word.startswith(start) for word in there)
