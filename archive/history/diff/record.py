"""A difference as JSON; see ``docs/history.md``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archive.history.diff.model import BlockChange, Difference, Piece, SentenceChange
from archive.history.diff.paging import page_of


def record(change: Difference, old: Sequence[int] = (), new: Sequence[int] = ()) -> dict[str, Any]:
    """A difference as plain data.

    Args:
        change: the difference.
        old: ``Version.pages`` of the old text.
        new: the same of the new one.
    """
    return {
        "added_words": change.added_words,
        "removed_words": change.removed_words,
        "moved_words": change.moved_words,
        "changed_parts": list(change.changed_parts),
        "noise": change.noise_by_rule,
        "blocks": [_block(block, old, new) for block in change.blocks],
    }


def _block(block: BlockChange, old: Sequence[int], new: Sequence[int]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": block.kind, "part": block.part, "form": block.form, "old": block.old,
        "new": block.new,
    }  # fmt: skip
    if block.part == "body" and (old or new):
        found |= {"old_page": page_of(block.old, old), "new_page": page_of(block.new, new)}
    if block.sentences:
        found["sentences"] = [_sentence(one) for one in block.sentences]
    return found | {"pieces": [_piece(piece) for piece in block.pieces]}


def _sentence(one: SentenceChange) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": one.kind, "old": one.old, "new": one.new}
    return found | ({"moved": True} if one.moved else {})


def _piece(piece: Piece) -> dict[str, Any]:
    found: dict[str, Any] = {"op": piece.op, "text": piece.text, "old": piece.old, "new": piece.new}
    if piece.op == "noise":
        found |= {"was": piece.was, "rule": piece.rule}
    return found | ({"moved": True} if piece.moved else {})
