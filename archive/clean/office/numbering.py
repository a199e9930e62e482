"""The numbers of paragraphs in DOCX files, which stand nowhere in their text (ECMA-376 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from archive.clean.office.package import local, value

_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LEVELS = 9


@dataclass(slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    """The levels of a list, and which list it counts with."""

    counts: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts the paragraphs of a document's lists."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def label(self, number: str, depth: int) -> tuple[str, bool]:
        """What stands before the next paragraph of a list, and whether it is a bullet.

        Args:
            number: ``numId`` of the list.
            depth: level, from 0.
        """
        found = self._lists.get(number)
        level = found.levels.get(depth) if found else None
        if found is None or level is None or level.form == "none":
            return "", False
        if level.form == "bullet":
            return "", True
        counts = self._counts.setdefault(found.counts, [None] * _LEVELS)
        if depth in found.starts and (number, depth) not in self._begun:
            self._begun.add((number, depth))
            counts[depth] = found.starts[depth] - 1
        last = counts[depth]
        counts[depth] = level.start if last is None else last + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        return _PLACE.sub(lambda match: _shown(found, counts, int(match[1]) - 1), level.text), False

    def _read(self, root: etree._Element) -> None:
        kinds: dict[str, dict[int, Level]] = {}
        for element in root:
            if local(element) == "abstractNum":
                kinds[value(element, "abstractNumId")] = _levels(element)
        for element in root:
            if local(element) != "num":
                continue
            parts = {local(part): part for part in element}
            kind = value(parts.get("abstractNumId"))
            found = _List(kind, dict(kinds.get(kind, {})))
            for override in (part for part in element if local(part) == "lvlOverride"):
                depth = _whole(value(override, "ilvl"), 0)
                inside = {local(part): part for part in override}
                if "startOverride" in inside:
                    found.starts[depth] = _whole(value(inside["startOverride"]), 1)
                found.levels |= _levels(override)
            self._lists[value(element, "numId")] = found


def _levels(element: etree._Element) -> dict[int, Level]:
    levels = {}
    for part in (part for part in element if local(part) == "lvl"):
        inside = {local(child): child for child in part}
        levels[_whole(value(part, "ilvl"), 0)] = Level(
            value(inside.get("numFmt")) or "decimal",
            value(inside.get("lvlText")),
            _whole(value(inside.get("start")), 1),
        )
    return {depth: level for depth, level in levels.items() if depth < _LEVELS}


def _shown(found: _List, counts: list[int | None], depth: int) -> str:
    level = found.levels.get(depth, Level())
    number = counts[depth]
    write = _FORMS.get(level.form, str)
    return write(level.start if number is None else number)


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise


def letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa (17.18.59, lowerLetter)."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)


def roman(number: int) -> str:
    """1 is i, 4 is iv."""
    if not 0 < number < 4000:
        return str(number)
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (number // worth)
        number %= worth
    return text


_FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": letters,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
}
