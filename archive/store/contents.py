"""What a frame holds: the records of a capture, coded bodies in them decoded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from archive import http
from archive.store import recipes
from archive.store.deflate import deflated
from archive.store.recipes import Coder, Recipe
from archive.store.records import CLOSING, Record

_HEADS = 4096
"""Bytes of a content that its first heads are looked for in."""
_SERVER = re.compile(rb"\r\nserver:([^\r\n]*)")
_MOST_DECODED = 16 * 1024 * 1024
"""A body that becomes larger stays coded: what is told by this frame has to read all of it."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a frame.

    Attributes:
        data: recipes, one a line, and then the records with the bodies decoded that these are of.
        recipe: bytes of the recipes.
    """

    data: bytes
    recipe: int = 0

    @property
    def first(self) -> Recipe | None:
        """The first recipe, if there is one."""
        lines = self.data[: self.recipe].splitlines(keepends=True)
        return next((recipes.read(line)[0] for line in islice(lines, 1)), None)

    def resists(self, server: str) -> bool:
        """Whether a body in it is coded and no recipe was found for what this server sent."""
        if self.recipe:
            return False
        head = self.data[:_HEADS].lower()
        named = _SERVER.search(head)
        is_same = (http.text(named[1]).strip() if named else "") == server.strip().lower()
        return is_same and b"\r\ncontent-encoding: gzip\r\n" in head

    def records(self, by: Coder = deflated) -> bytes:
        """The records as they are, bodies coded again.

        Raises:
            ValueError: the recipes make no sense.
        """
        parts: list[bytes] = []
        done = self.recipe
        for line in self.data[: self.recipe].splitlines(keepends=True):
            recipe, start, size = recipes.read(line)
            start += self.recipe
            parts += [self.data[done:start], recipe.coded(self.data[start : start + size], by)]
            done = start + size
        return b"".join((*parts, self.data[done:])) if parts else self.data


def content_of(records: Sequence[Record], like: Content | None = None) -> Content:
    """The content for records, none of which is long.

    Args:
        records: the records of a capture.
        like: what a capture like it was kept as: what was tried there in vain is not tried again.
    """
    answer = next((record for record in records if record.type == "response"), None)
    if like and answer and like.resists(answer.message.field("server") or ""):
        return Content(b"".join(record.raw for record in records))
    hint = like.first if like else None
    lines: list[bytes] = []
    parts: list[bytes] = []
    at = 0
    for record in records:
        found = _decoded(record, hint)
        if found:
            recipe, plain, before = found
            lines.append(recipes.written(recipe, at + len(before), len(plain)))
            parts.append(before + plain + CLOSING)
        else:
            parts.append(record.raw)
        at += len(parts[-1])
    said = b"".join(lines)
    return Content(said + b"".join(parts), len(said))


def _decoded(record: Record, hint: Recipe | None) -> tuple[Recipe, bytes, bytes] | None:
    if record.type != "response" or record.content_type:
        return None
    message = record.message
    found = recipes.recipe_of(message, hint)
    if found is None or len(found[1]) > _MOST_DECODED:
        return None
    before = record.head + message.head
    # What the recipe makes has been compared with the body; this is the rest of the record.
    is_whole = record.raw == before + message.body + CLOSING
    return (*found, before) if is_whole else None
