"""What of a difference is shown: changes with some of what is around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from archive.history.diff.model import BlockChange, Difference, Piece

_AROUND = 1
"""Unchanged blocks shown on either side of a change."""
_LONG = 600
"""Characters that stayed the same in a block, of which only what is beside a change is shown."""
_SHOWN = 200


def quieted(change: Difference) -> Difference:
    """A difference without its noise: what stands there now stays, what came or went is not told.

    Offsets are left as they are, and ``was`` says what stood there before. Blocks that are noise as
    a whole are the same, or not told.
    """
    return Difference(tuple(_quiet(b) for b in change.blocks if b.new is not None or b.is_change))


def folded(blocks: Sequence[BlockChange]) -> list[tuple[bool, list[BlockChange]]]:
    """Changes with some of what is around them, and in between what stayed the same.

    Returns:
        Runs of blocks in order, each with whether it may be folded away.
    """
    changed = [i for i, block in enumerate(blocks) if block.kind != "same"]
    near = {i + d for i in changed for d in range(-_AROUND, _AROUND + 1)}
    # A single block folded away would save nothing.
    edges = sorted({-1, *near, len(blocks)})
    near |= {b - 1 for a, b in pairwise(edges) if b - a == 2}
    return [
        (key, [block for _, block in group])
        for key, group in groupby(enumerate(blocks), key=lambda pair: pair[0] not in near)
    ]


def _quiet(block: BlockChange) -> BlockChange:
    if not any(piece.op == "noise" for piece in block.pieces):
        return block
    pieces = [
        _plain(p) if p.op == "noise" else p for p in block.pieces if p.op != "noise" or p.text
    ]
    return replace(
        block, kind="same" if block.kind == "noise" else block.kind, pieces=tuple(_joined(pieces))
    )


def _plain(piece: Piece) -> Piece:
    return piece._replace(op="same", rule="")


def _was(piece: Piece) -> str:
    return piece.was or piece.text


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that say the same put together, whatever their offsets."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and last.op == piece.op == "same" and last.moved == piece.moved:
            old = (last.old[0], piece.old[1]) if last.old and piece.old else last.old or piece.old
            new = (last.new[0], piece.new[1]) if last.new and piece.new else last.new or piece.new
            text, was = last.text + piece.text, _was(last) + _was(piece)
            found[-1] = last._replace(text=text, was="" if was == text else was, old=old, new=new)
        else:
            found.append(piece)
    return found


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """The words of a block without the middle of what is long and stayed the same."""
    found: list[Piece] = []
    for number, piece in enumerate(pieces):
        shown = piece
        if piece.op == "same" and len(pieces) > 1 and len(piece.text) > _LONG:
            head = "" if number == 0 else piece.text[:_SHOWN].rpartition(" ")[0] + " "
            tail = "" if number == len(pieces) - 1 else piece.text[-_SHOWN:].partition(" ")[2]
            shown = piece._replace(text=f"{head}… {tail}")
        found.append(shown)
    return found
