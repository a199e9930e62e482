"""The links in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.clean.addresses import Base
from archive.clean.article import Reference
from archive.clean.facts import flat
from archive.clean.sketch import Leaf

_LONGEST = 300
_MOST = 5_000


def references(leaves: Iterable[tuple[int, Leaf]], base: Base) -> tuple[Reference, ...]:
    """Where the text points to, in its order; links within the page are left out.

    Args:
        leaves: the blocks that are text, each with its number.
        base: what addresses are relative to.
    """
    found: list[Reference] = []
    for block, leaf in leaves:
        for url, words in _named(leaf, base):
            found.append(Reference(url, words, block))
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


def _named(leaf: Leaf, base: Base) -> Iterator[tuple[str, str]]:
    for anchor in leaf.anchors:
        href = (anchor.get("href") or "").strip()
        if not href or href[0] == "#":
            continue
        words = flat("".join(anchor.itertext()))[:_LONGEST]
        # A block of several paragraphs shares its links: each belongs where its words stand.
        if words[:_LONGEST] not in leaf.text and leaf.text not in words:
            continue
        if url := base.absolute(href):
            _, mark, fragment = href.partition("#")
            yield url + mark + fragment, words
