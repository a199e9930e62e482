"""What the reading room shows of a difference: numbered changes, by page, noise by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.history.choosing import Shown
from archive.history.diff import (
    NAMES,
    RULES,
    BlockChange,
    Difference,
    Piece,
    folded,
    paged,
    quieted,
)
from archive.store.texts import Version
from archive.translation import _

_STYLE = Path(__file__).parent / "static" / "style.css"
_MOST = 50
"""Changes of one rule of noise that are listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A block as it is shown.

    Attributes:
        change: what became of it.
        number: which of the changes it is, from 1; 0 if it is none.
        way: of a block that moved: whether its other place is ``up`` or ``down`` from here.
    """

    change: BlockChange
    number: int
    way: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a difference: the whole, or a page of a document.

    Attributes:
        old, new: the number of the page in either document; both ``None`` where there are none.
        folds: runs of blocks, each with whether it may be folded away.
    """

    old: int | None
    new: int | None
    folds: tuple[tuple[bool, tuple[Row, ...]], ...]


@dataclass(frozen=True, slots=True)
class NoiseOf:
    """The changes that one rule leaves out.

    Attributes:
        rule, name, says: its key, its name, and what it leaves out.
        count: how many there are.
        pieces: the first of them.
    """

    rule: str
    name: str
    says: str
    count: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A difference as it is shown.

    Attributes:
        changes: the difference.
        sections: what is shown of it.
        count: how many changes are numbered.
        noise: what is left out.
        has_pages: whether the sections are pages; those without changes are left out.
    """

    changes: Difference
    sections: tuple[Section, ...]
    count: int
    noise: tuple[NoiseOf, ...]
    has_pages: bool


def comparison(changes: Difference, old: Sequence[int] = (), new: Sequence[int] = ()) -> Comparison:
    """A difference as it is shown.

    Args:
        changes: the difference.
        old: ``Version.pages`` of the old text.
        new: the same of the new one.
    """
    quiet = quieted(changes)
    rows = {id(row.change): row for row in _rows(quiet)}
    pages = paged(quiet, old, new)
    head = quiet.of("title", "summary").blocks if pages else quiet.blocks
    parts = [(None, None, head), *((page.old, page.new, page.blocks) for page in pages)]
    sections = [
        Section(before, after, _folds(blocks, rows))
        for before, after, blocks in parts
        if not pages or before is after is None or any(block.kind != "same" for block in blocks)
    ]
    count = sum(row.number > 0 for row in rows.values())
    return Comparison(changes, tuple(sections), count, tuple(_noise(changes)), bool(pages))


def neighbours(
    versions: Sequence[Version], old: Version, new: Version
) -> list[tuple[str, str, tuple[datetime, datetime]]]:
    """The changes before and after a difference, each from one text of the page to the next.

    Args:
        versions: the texts of the page, in the order they were first seen.
        old: the old text of the difference.
        new: the new one.

    Returns:
        Of each how it is linked (``prev`` or ``next``), what it is called, and both times.
    """
    numbers = [one.id for one in versions]
    if old.id not in numbers or new.id not in numbers:
        return []
    before, after = numbers.index(old.id), numbers.index(new.id) + 1
    found = [
        ("prev", _("← The change before"), before - 1),
        ("next", _("The change after →"), after - 1),
    ]
    times = [one.first_seen for one in versions]
    return [
        (rel, label, (times[at], times[at + 1]))
        for rel, label, at in found
        if 0 <= at < len(times) - 1
    ]


def standalone(before: Shown, after: Shown, changes: Difference, *, with_noise: bool) -> str:
    """A difference as a page of HTML that needs nothing else.

    Args:
        before: the old text.
        after: the new one.
        changes: what changed.
        with_noise: whether what is left out is shown unfolded.
    """
    from archive.web.pages import environment

    found = comparison(changes, before.version.pages, after.version.pages)
    return environment().get_template("diff_file.html").render(
        before=before, after=after, found=found, with_noise=with_noise, side=False,
        style=_STYLE.read_text(encoding="utf-8"),
    )  # fmt: skip


def _rows(quiet: Difference) -> Iterator[Row]:
    number = 0
    at = {(b.kind, b.old, b.new): n for n, b in enumerate(quiet.blocks)}
    arrived = {block.old: n for n, block in enumerate(quiet.blocks) if block.kind == "moved"}
    for place, block in enumerate(quiet.blocks):
        way = ""
        if block.kind == "left" and block.old in arrived:
            way = "down" if arrived[block.old] > place else "up"
        elif block.kind == "moved" and ("left", block.old, None) in at:
            way = "down" if at["left", block.old, None] > place else "up"
        # What moved is one change, told where it stands now.
        number += block.kind not in ("same", "left")
        yield Row(block, number if block.kind not in ("same", "left") else 0, way)


def _folds(
    blocks: Sequence[BlockChange], rows: dict[int, Row]
) -> tuple[tuple[bool, tuple[Row, ...]], ...]:
    return tuple((fold, tuple(rows[id(b)] for b in some)) for fold, some in folded(blocks))


def _noise(changes: Difference) -> Iterator[NoiseOf]:
    for rule, count in changes.noise_by_rule.items():
        pieces = tuple(piece for piece in changes.noise if piece.rule == rule)
        yield NoiseOf(rule, NAMES[rule], RULES[rule], count, pieces[:_MOST])
