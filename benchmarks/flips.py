"""What becomes of an archive when one byte of its file is changed.

Run as ``python -m benchmarks.flips [FLIPS [SEED]]``. Each time one byte that is not zero
is changed and everything is read: captures, records, texts, links, hits, sources, crawls.

- ``harmless``: all reads as before (what no one reads any more, and what only speeds up).
- ``refused``: reading says that something is damaged.
- ``verified``: something reads otherwise, and ``greffe verify`` says what.
- ``silent``: something reads otherwise and nobody says so. There must be none.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.flipping import Victim


def main(flips: int = 1000, seed: int = 0) -> int:
    """Count fates."""
    with tempfile.TemporaryDirectory() as folder:
        victim = Victim.at(Path(folder, "greffe.db"))
        dice = random.Random(seed)
        fates = [victim.fate(dice) for _ in range(flips)]
    counts = Counter(fate for fate, _ in fates)
    for fate in ("harmless", "refused", "verified", "silent"):
        print(f"{fate:9} {counts[fate]:6,}")
    for fate, place in fates:
        if fate == "silent":
            print(f"silent at {place:,} (page {place // 4096 + 1})")
    return 1 if counts["silent"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
