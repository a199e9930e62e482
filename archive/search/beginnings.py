"""What stands before a word of a query, without a blank: signs and names of fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.search import tokens
from archive.search.asked import Field
from archive.search.labels import Name, name_of

NAME = re.compile(r"([A-Za-z_]{2,12}):")


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is said of a word, a quote or what stands in brackets: ``-title:=``.

    Attributes:
        name: the field, label or clock that it is about.
        field: the field that its words are about, if they turn out to be words.
        is_negated: whether it must not be there.
        is_exact: whether no other form of it counts.
        near: how near its words must be to each other, if that is asked for.
        others: the last name and all after it, to be read as a word where it has no such value.
    """

    name: Name | None = None
    field: Field | None = None
    is_negated: bool = False
    is_exact: bool = False
    near: int | None = None
    others: tuple[str, Beginning] | None = None

    def inner(self) -> Beginning:
        """What holds for everything inside its brackets."""
        return Beginning(self.name, self.field)


def beginning(text: str, outer: Beginning) -> tuple[Beginning, str]:
    """What stands before the word, and the word.

    Args:
        text: without blanks, quotes and brackets.
        outer: what holds in these brackets.
    """
    name, field, is_negated, is_exact = outer.name, outer.field, False, False
    last, place = None, 0
    while True:
        signs = tokens.signs(text, place)
        place += len(signs)
        is_negated ^= signs.startswith("-") and not signs.startswith("--")
        is_exact |= signs.endswith("=")
        found = NAME.match(text, place)
        known = name_of(found[1]) if found else None
        if not found or not known:
            break
        last = (place, field, is_negated, is_exact)
        name, field, place = known, _field(known) or field, found.end()
    others = (text[last[0] :], Beginning(None, *last[1:])) if last else None
    return Beginning(name, field, is_negated, is_exact, None, others), text[place:]


def is_named(text: str) -> bool:
    """Whether it begins with the name of a field."""
    found = NAME.match(text)
    return bool(found and name_of(found[1]))


def _field(name: Name) -> Field | None:
    return name if name in ("title", "author") else None
