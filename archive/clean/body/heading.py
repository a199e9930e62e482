"""Which block is the headline of a page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.clean.sketch import Leaf

_NEAR = 60
_LONG = 15


def main_heading(
    leaves: Sequence[Leaf], keys: Sequence[str], title: str, prose: NDArray[np.float64]
) -> int:
    """The number of the headline, -1 if there is none.

    The heading that says the title; of several, one that is marked as the first heading and has
    most prose behind it, as titles are repeated in menus and cards.

    Args:
        leaves: the blocks of the page.
        keys: their keys (``titles.key``).
        title: key of the title.
        prose: how much each leaf says.
    """
    sums = np.concatenate(([0.0], np.cumsum(prose)))
    count = len(leaves)

    def rank(number: int) -> tuple[bool, float]:
        behind = float(sums[min(count, number + _NEAR)] - sums[number])
        return leaves[number].box.tag == "h1", behind

    named = [
        number
        for number, leaf in enumerate(leaves)
        if leaf.kind == "heading" and _says(keys[number], title)
    ]
    tops = [number for number in named if leaves[number].box.tag in ("h1", "h2")]
    firsts = [number for number, leaf in enumerate(leaves) if leaf.box.tag == "h1"]
    return max(tops or named or firsts, key=rank, default=-1)


def _says(name: str, title: str) -> bool:
    if not title or not name:
        return False
    return name == title or (len(name) > _LONG and (name in title or title in name))
