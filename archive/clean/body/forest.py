"""How likely each block is content, by a forest of decision trees.

The trees are symmetric: every level of one asks the same question of all blocks, so that a tree is
a row of questions and a table of answers, and a page is weighed in a few array operations. They
were grown on pages whose text is known (``benchmarks/forest.py`` does it, ``docs/cleaning.md``
tells how well they do on sites they were not grown on). Answers are whole numbers, so that every
machine comes to the same sum.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from archive.clean.body.situation import COLUMNS, Floats

Ints = NDArray[np.int64]
SCALE = 1_000
"""What one unit of log odds is in the answers of a forest."""
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Symmetric trees.

    Attributes:
        revision: counts the forests that Greffe came with.
        borders: of each figure, the values that it is held against, in order.
        columns: of each level of each tree, the figure that is asked for; trees × depth.
        ranks: how many of the figure's borders it must be above; trees × depth.
        answers: trees × 2**depth, in thousandths of log odds.
        bias: what the sum begins with.
    """

    revision: int
    borders: tuple[Floats, ...]
    columns: Ints
    ranks: NDArray[np.uint8]
    answers: NDArray[np.int32]
    bias: int

    def scores(self, figures: Floats) -> Ints:
        """Log odds in thousandths that each row of figures is content."""
        trees, depth = self.columns.shape
        answers, begins = self.answers.ravel(), (np.arange(trees) << depth)[:, None]
        sums = np.empty(len(figures), dtype=np.int64)
        for start in range(0, len(figures), _AT_ONCE):
            part = figures[start : start + _AT_ONCE].T
            passed = np.empty(part.shape, dtype=np.uint8)
            for column, border in enumerate(self.borders):
                passed[column] = border.searchsorted(part[column])
            leaves = np.zeros((trees, len(figures[start : start + _AT_ONCE])), dtype=np.uint8)
            for level in range(depth):
                above = passed[self.columns[:, level]] > self.ranks[:, level, None]
                leaves |= above.view(np.uint8) << level
            found = answers.take(leaves + begins)
            sums[start : start + _AT_ONCE] = found.sum(axis=0) + self.bias
        return sums


def read(text: str) -> Forest:
    """A forest as it is written down (JSON)."""
    told = json.loads(text)
    trees = told["trees"]
    places = {name: place for place, name in enumerate(COLUMNS)}
    columns = np.array([[places[name] for name in tree["asks"]] for tree in trees])
    values = np.array([tree["above"] for tree in trees], dtype=np.float64)
    borders = tuple(np.unique(values[columns == place]) for place in range(len(COLUMNS)))
    ranks = [
        [np.searchsorted(borders[place], value) for place, value in zip(*levels, strict=True)]
        for levels in zip(columns, values, strict=True)
    ]
    return Forest(
        revision=told["revision"],
        borders=borders,
        columns=columns,
        ranks=np.array(ranks, dtype=np.uint8),
        answers=np.array([tree["says"] for tree in trees], dtype=np.int32),
        bias=told["bias"],
    )


@cache
def forest() -> Forest:
    """The forest that comes with Greffe."""
    return read(files(__package__).joinpath("forest.json").read_text("ascii"))
