"""Which captures of a list show it whole: a list that was cut short tells of no departures."""

from __future__ import annotations

from collections.abc import Sequence

from archive.history.listings.items import Look, Unread
from archive.translation import n_

_THIN = 0.5
"""A list with fewer than this share of the items it had is taken for cut short."""
_FEW = 6
"""Below so many items a list may lose half of them in a day."""


def sound(looks: Sequence[Look]) -> tuple[list[Look], list[Unread]]:
    """The looks that show the list whole, and those that do not.

    Half the items gone at once is more often a page that was cut, or drawn in part, than a list
    that shrank; unless the next look shows the short list too.
    """
    kept: list[Look] = []
    thin: list[Unread] = []
    for number, look in enumerate(looks):
        before = len(kept[-1].items) if kept else _longest_soon(looks[number:])
        following = looks[number + 1] if number + 1 < len(looks) else None
        is_short = before > _FEW and len(look.items) < before * _THIN
        stays_short = following is not None and len(following.items) < before * _THIN
        if is_short and not stays_short:
            why = n_(
                "cut short: {n} item, {before} in the look before",
                "cut short: {n} items, {before} in the look before",
                len(look.items), before=before,
            )  # fmt: skip
            thin.append(Unread(look.capture_id, look.time, why))
        else:
            kept.append(look)
    return kept, thin


def _longest_soon(looks: Sequence[Look]) -> int:
    """How long the list is as it begins: of its first three looks the middle length."""
    lengths = sorted(len(look.items) for look in looks[:3])
    return lengths[len(lengths) // 2]
