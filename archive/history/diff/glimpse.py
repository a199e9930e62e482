"""A difference in a few words, for lists of many."""

from __future__ import annotations

from archive.history.diff.folding import quieted
from archive.history.diff.model import Difference, Piece

_LENGTH = 280
"""Characters of a glimpse, about."""
_LONG = 80
_SHOWN = 30


def glimpse(changes: Difference, limit: int = _LENGTH) -> list[Piece]:
    """The first words that changed, with a little of what is around them."""
    result: list[Piece] = []
    left = limit
    for block in quieted(changes).blocks:
        if block.kind in ("same", "left"):
            continue
        for index, piece in enumerate(block.pieces):
            text = piece.text
            if piece.op == "same":
                text = _shortened(text, is_first=index == 0, is_last=piece is block.pieces[-1])
            text = text if len(text) <= left else text[:left].rstrip() + " …"
            result.append(Piece(piece.op, text))
            left -= len(text)
            if left <= 0:
                return result
        result.append(Piece("same", " ¶ "))
    return result[:-1]


def _shortened(text: str, *, is_first: bool, is_last: bool) -> str:
    if len(text) <= _LONG:
        return text
    head = "" if is_first else text[:_SHOWN].rpartition(" ")[0] + " "
    tail = "" if is_last else " " + text[-_SHOWN:].partition(" ")[2]
    return f"{head}…{tail}"
