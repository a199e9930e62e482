"""Which samples a model keeps, so that it stays small and does not depend on the order of pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from archive.clean.site.samples import Sample

Slots = dict[tuple[int, int], Sample]
"""Samples by their slots."""


def merged(samples: Iterable[Sample], slots: Slots) -> Slots:
    """Slots with some samples more: the first one of each stays, and when the last was seen."""
    slots = dict(slots)
    for sample in samples:
        slot = sample.slot
        held = slots.get(slot, sample)
        first, last = min(held, sample, key=lambda s: s.order), max(held.last, sample.last)
        slots[slot] = first if first.last == last else replace(first, last=last)
    return slots


def chosen(slots: Iterable[tuple[int, int]], most: int) -> set[tuple[int, int]]:
    """Which slots to keep: of each quarter as many as of the others, the latest first.

    Within a quarter those with the smallest numbers are kept, which is a random choice among its
    pages (bottom-k sampling), however many there are of them and in whatever order they come:
    what was once left out would be left out of more pages too.
    """
    quarters: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for slot in slots:
        quarters[slot[0]].append(slot)
    ranked = [
        (rank, -quarter, slot)
        for quarter, found in quarters.items()
        for rank, slot in enumerate(sorted(found))
    ]
    return {slot for _, _, slot in sorted(ranked)[:most]}
