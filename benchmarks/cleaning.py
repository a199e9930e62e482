"""Clean text beside trafilatura's, on pages whose text is known, in one interleaved run.

    python -m benchmarks.cleaning CORPORA FOLDER [DATASET,…] [PEER,…]

CORPORA holds ``extraction`` with ``pages.jsonl`` and ``score.py``, which does the scoring; FOLDER
the forests that ``python -m benchmarks.forest CORPORA FOLDER`` grew, so that each page is read by
one that was grown on other sites. Prints what the scorer prints, and the mean difference of F1 over
all pages that are articles with its 95 % paired bootstrap interval.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path

from archive.clean import extract
from archive.clean.body import choice
from archive.clean.body.forest import Forest, read
from benchmarks.forest import FOLDS, fold_of

_FOLDER, _CORPORA = "GREFFE_FORESTS", "GREFFE_CORPORA"
_ROUNDS = 2_000


def unseen(html: bytes, url: str) -> dict[str, object]:
    """What is read from a page by a forest that was grown on other sites (for ``score.py``)."""
    choice.forest = lambda: _forests()[fold_of(_sites().get(url, url))]  # type: ignore[assignment]
    return shipped(html, url)


def shipped(html: bytes, url: str) -> dict[str, object]:
    """What is read from a page by the forest that Greffe comes with (for ``score.py``)."""
    found = extract(html, url)
    return {
        "text": found.text, "title": found.title, "author": list(found.authors),
        "date": found.published,
    }  # fmt: skip


@cache
def _forests() -> list[Forest]:
    folder = Path(os.environ[_FOLDER])
    return [read((folder / f"forest-{fold}.json").read_text("ascii")) for fold in range(FOLDS)]


@cache
def _sites() -> dict[str, str]:
    lines = Path(os.environ[_CORPORA], "extraction", "pages.jsonl").read_text("utf-8").splitlines()
    return {page["url"]: page["domain_key"] for page in map(json.loads, lines)}


def _interval(differences: list[float]) -> tuple[float, float]:
    chance = random.Random(0)  # a bootstrap, no secret
    means = sorted(
        statistics.mean(chance.choices(differences, k=len(differences))) for _ in range(_ROUNDS)
    )
    return means[_ROUNDS // 40], means[-_ROUNDS // 40]


def _pooled(corpora: Path, scores: dict[str, list[float]]) -> None:
    """Print the differences by kind of page."""
    lines = (corpora / "extraction" / "pages.jsonl").read_text("utf-8").splitlines()
    kinds = {page["id"]: page for page in map(json.loads, lines)}
    found: dict[str, list[float]] = defaultdict(list)
    for name, row in scores.items():
        who, dataset, number = name.split("|", 2)
        peer = scores.get(f"trafilatura|{dataset}|{number}")
        if who != "YOURS" or peer is None:
            continue
        kind = kinds[number]["type"]
        is_news = dataset in ("fundus", "magic_article") or (
            dataset == "wcxb_dev" and kind == "article"
        )
        found[
            "articles (fundus, magic_article, wcxb_dev)" if is_news else f"others: {kind}"
        ].append(row[2] - peer[2])
    for name, differences in sorted(found.items()):
        low, high = _interval(differences)
        print(
            f"{name:45s} {len(differences):4d} pages  "
            f"{100 * statistics.mean(differences):+.2f} points of F1 "
            f"[{100 * low:+.2f}, {100 * high:+.2f}]"
        )


def main() -> None:
    """Score, and sum up."""
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    corpora, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    names = sys.argv[3] if len(sys.argv) > 3 else ""
    peers = sys.argv[4] if len(sys.argv) > 4 else "trafilatura"
    with tempfile.TemporaryDirectory() as scratch:
        rows = Path(scratch, "rows.json")
        command = [
            sys.executable, corpora / "extraction" / "score.py", "benchmarks.cleaning:unseen",
            "--peers", peers, "--per-page", rows, *(["--datasets", names] if names else []),
        ]  # fmt: skip
        environment = {**os.environ, _FOLDER: str(folder), _CORPORA: str(corpora)}
        subprocess.run(list(map(str, command)), env=environment, check=True)
        _pooled(corpora, json.loads(rows.read_text("utf-8")))


if __name__ == "__main__":
    main()
