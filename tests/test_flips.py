"""Bytes flipped in a thousand places of an archive file: nothing is silently wrong."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.flipping import Victim, faults

SEEDS = range(4)
EACH = 250


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_no_byte_is_silently_wrong(tmp_path: Path, seed: int) -> None:
    """All reads as before, or reading refuses, or verifying says what is damaged."""
    victim = Victim.at(tmp_path / "greffe.db")
    assert faults(victim.path) == []
    dice = random.Random(seed)
    fates = [victim.fate(dice) for _ in range(EACH)]
    assert [place for fate, place in fates if fate == "silent"] == []
    counts = Counter(fate for fate, _ in fates)
    assert counts["harmless"] < EACH - counts["refused"]  # some were told by verifying alone
    assert faults(victim.path) == []
