"""Outlines: how a stored text falls into blocks, without saying its words twice.

A letter for the kind of each block and how many characters it has: ``h12p340i20``; a stroke where a
page of a document begins: ``/h12p340/i20``. Between blocks stands a blank line, before an item a
dash (``archive.clean.Article.text``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import get_args

from archive.clean.article import Block, BlockKind

_KINDS: dict[str, BlockKind] = {kind[0]: kind for kind in get_args(BlockKind)}
_BLOCK = re.compile(r"([a-z])(\d+)")
_WHOLE = re.compile(r"(?:/*[a-z](?:0|[1-9][0-9]*))*/*")
_PART = re.compile(r"/|[a-z]\d+")


def outline_of(blocks: Iterable[Block], pages: Sequence[int] = ()) -> str:
    """The outline of blocks.

    Args:
        blocks: of a text.
        pages: of a document, for each page the number of the first block that begins on it or
            after it.
    """
    parts = [f"{block.kind[0]}{len(block.text)}" for block in blocks]
    for block in reversed(pages):
        parts.insert(block, "/")
    return "".join(parts)


def pages_of(outline: str) -> tuple[int, ...]:
    """For each page the number of the first block that begins on it or after it."""
    if "/" not in outline:
        return ()
    pages: list[int] = []
    count = 0
    for part in _PART.findall(outline):
        if part == "/":
            pages.append(count)
        else:
            count += 1
    return tuple(pages)


def blocks_of(text: str, outline: str) -> tuple[Block, ...]:
    """The blocks of a text.

    Raises:
        ValueError: the outline is none, or not that of the text.
    """
    if not _WHOLE.fullmatch(outline):
        raise ValueError("its outline is none")
    blocks: list[Block] = []
    at = 0
    for letter, digits in _BLOCK.findall(outline):
        size = int(digits)
        kind = _KINDS.get(letter)
        if kind is None:
            raise ValueError(f"no block is a {letter!r}")
        if kind == "item":
            if text[at : at + 2] != "- ":
                raise ValueError("an item of its outline has no dash in its text")
            at += 2
        blocks.append(Block(kind, text[at : at + size]))
        at += size + 2
    # A block that is shorter than it is said to be ends beyond the text.
    if at != len(text) + 2 * bool(blocks):
        raise ValueError("its outline is not that of its text")
    return tuple(blocks)
