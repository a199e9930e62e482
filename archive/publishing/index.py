"""A search index that a browser can read by itself, in small files.

A file is for all words that begin with the same two characters. It tells of each *surface* (a word
as it is typed, folded) under which *keys* it is found, and of each key the pages that have it. The
keys of a surface are itself and its stems, as the archive's own search has them, so that a query
finds what it finds there; a browser need not know how to stem, since a word that is on no page
finds nothing. How characters are folded is told in a table of those that there are.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from archive.analysis import words_in
from archive.analysis.folding import fold
from archive.publishing.gathering import Page

_TITLE = 4
"""A word of the title counts as so many of the text."""
_MOST = 20
"""A word counts so often at most."""
_TOGETHER = 200
"""Pages whose cards are in one file."""


class Index:
    """The index of a site, filled page by page."""

    def __init__(self) -> None:
        self._keys: dict[str, list[int]] = defaultdict(list)
        self._surfaces: dict[str, set[str]] = defaultdict(set)
        self._characters: set[str] = set()
        self._cards: list[list[object]] = []
        self._lengths = 0

    def put(self, page: Page) -> None:
        """Take a page."""
        number = len(self._cards)
        version = page.latest.version
        counts: Counter[str] = Counter()
        length = 0
        for text, weight in ((version.title, _TITLE), (version.summary, 1), (version.text, 1)):
            for word in words_in(text, version.language):
                keys = {word.surface, word.stem, word.other} - {""}
                for key in keys:
                    counts[key] += weight
                self._surfaces[word.surface] |= keys
                length += 1
            self._characters |= set(text)
        for key, count in counts.items():
            self._keys[key] += (number, min(count, _MOST))
        self._lengths += length
        self._cards.append([
            page.folder, page.title, page.day, page.source or "", version.language or "",
            version.kind, length,
        ])  # fmt: skip

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The files: their names and what is in them."""
        shards: dict[str, dict[str, dict[str, object]]] = defaultdict(lambda: {"s": {}, "k": {}})
        for surface, keys in self._surfaces.items():
            shards[shard_of(surface)]["s"][surface] = sorted(keys - {surface})
        for key, found in self._keys.items():
            shards[shard_of(key)]["k"][key] = found
        for name, shard in sorted(shards.items()):
            yield f"{name}.json", _json(shard)
        for start in range(0, len(self._cards), _TOGETHER):
            yield f"cards-{start // _TOGETHER}.json", _json(self._cards[start : start + _TOGETHER])
        yield "about.json", _json({
            "pages": len(self._cards), "together": _TOGETHER, "shards": sorted(shards),
            "mean": round(self._lengths / max(len(self._cards), 1), 1),
            "fold": dict(sorted(_table(self._characters))),
        })  # fmt: skip


def shard_of(term: str) -> str:
    """The file of a term, by its first two characters (code points)."""
    return "-".join(f"{ord(sign):x}" for sign in term[:2])


def _table(characters: Iterable[str]) -> Iterator[tuple[str, str]]:
    """How characters are folded, of those and their other case that a browser folds otherwise."""
    for sign in characters:
        for one in {sign, sign.lower(), sign.upper()}:
            if len(one) == 1 and one.isalnum() and (not one.isascii()) and fold(one) != one:
                yield one, fold(one)


def _json(what: object) -> bytes:
    return json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
