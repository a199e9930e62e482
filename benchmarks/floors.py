"""The floors under the quality of clean text, which only go up.

    python -m benchmarks.floors CORPORA

Reads every third page of ``CORPORA/extraction`` and raises the floors in
``tests/fixtures/floors.json`` to what was reached, per kind of page, where that is more. A floor
belongs to a state of the corpus, which its hash names: on another corpus all are measured anew.
``tests/test_clean_gate.py`` holds the code to them. They are no measure of quality, since the
forest has seen these pages: ``benchmarks.cleaning`` is.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

from archive.clean import extract
from benchmarks.forest import pages, scorer

FLOORS = Path(__file__).parents[1] / "tests" / "fixtures" / "floors.json"
_EVERY = 3
_SLACK = 0.003
"""What a floor lies below what was reached: a page more or less cut is no loss."""


def corpus_hash(corpora: Path) -> str:
    """SHA-256 of the list of pages with their texts."""
    return hashlib.sha256((corpora / "extraction" / "pages.jsonl").read_bytes()).hexdigest()


def reached(corpora: Path) -> dict[str, float]:
    """Mean F1 per kind of page (dataset and type)."""
    score = scorer(corpora)
    found: dict[str, list[float]] = defaultdict(list)
    for number, page in enumerate(pages(corpora)):
        text = (page["gold_text"] or "").strip()
        if number % _EVERY or not text or page["gold_kind"] == "snippets":
            continue
        ours = extract(page["payload"], page["url"]).text
        shingles = [score.shingles(score.C.findall(words)) for words in (text, ours)]
        found[f"{page['dataset']} {page['type']}".strip()].append(score.prf(*shingles)[2])
    return {name: statistics.mean(values) for name, values in sorted(found.items())}


def main() -> None:
    """Raise the floors."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    corpora = Path(sys.argv[1])
    told = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    name = corpus_hash(corpora)
    old = told.get("floors", {}) if told.get("corpus") == name else {}
    floors = {}
    for kind, value in reached(corpora).items():
        floors[kind] = max(old.get(kind, 0.0), round(value - _SLACK, 4))
        print(f"{kind:28s} reached {value:.4f}, floor {old.get(kind, 0):.4f} -> {floors[kind]:.4f}")
    FLOORS.write_text(json.dumps({"corpus": name, "floors": floors}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
