"""A difference as plain text, for a terminal without colours, a file or a mail.

``[-gone-]`` and ``{+come+}`` mark words, ``[-old~>new-]`` noise; a sign stands before each block.
"""

from __future__ import annotations

from archive.history.diff.folding import folded, quieted
from archive.history.diff.model import BlockChange, Difference, Piece
from archive.history.diff.noise import RULES

SIGNS = {"same": " ", "noise": "~", "added": "+", "removed": "-", "changed": "±", "moved": ">",
         "left": "<"}  # fmt: skip
"""What became of a block, in one character."""


def unified(change: Difference, *, noise: bool = False, full: bool = False) -> str:
    """A difference as lines of text, a sign before each block and what stayed the same folded."""
    lines: list[str] = []
    for may_fold, blocks in folded((change if noise else quieted(change)).blocks):
        if may_fold and not full:
            lines.append(unchanged(blocks))
            continue
        lines += [f"{SIGNS[block.kind]} {heading(block)}{_words(block)}" for block in blocks]
    return "\n\n".join(lines)


def unchanged(blocks: list[BlockChange]) -> str:
    """What is said of blocks that are folded away."""
    count = len(blocks)
    return f"… {count:,} unchanged {'paragraph' if count == 1 else 'paragraphs'} …"


def heading(block: BlockChange) -> str:
    """What stands before the words of a block: which part it is, and where it came from."""
    part = "" if block.part == "body" else f"{block.part}: "
    if block.kind == "moved":
        return f"{part}(moved here) "
    return f"{part}(moved away) " if block.kind == "left" else part


def marked(piece: Piece) -> str:
    """A piece between marks that tell without colours what became of it."""
    lead, words, trail = edges(piece.text)
    if piece.op == "added":
        return f"{lead}{{+{words}+}}{trail}"
    if piece.op == "removed":
        return f"{lead}[-{words}-]{trail}"
    if piece.op == "left":
        return f"{lead}[<{words}<]{trail}"
    if piece.op == "noise":
        return f"[~{piece.was}~>{piece.text}~]"
    return piece.text


def left_out(change: Difference) -> str:
    """How much noise is not shown, by rule; empty if there is none."""
    count = len(change.noise)
    if not count:
        return ""
    rules = ", ".join(f"{rule} {n:,}" for rule, n in change.noise_by_rule.items())
    return f"{count:,} {'change' if count == 1 else 'changes'} of noise left out ({rules})"


def rules_of(change: Difference) -> list[str]:
    """The rules by which something is noise, each with what it says."""
    return [f"{rule}: {RULES[rule]}" for rule in change.noise_by_rule]


def _words(block: BlockChange) -> str:
    whole = block.kind in ("added", "removed", "left")
    return "".join(p.text if whole and p.op == block.kind else marked(p) for p in block.pieces)


def edges(text: str) -> tuple[str, str, str]:
    """A text without the white space around it, between what stands before and after."""
    inner = text.strip()
    if not inner:
        return "", text, ""
    start = text.index(inner)
    return text[:start], inner, text[start + len(inner) :]
