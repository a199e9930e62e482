"""The quality of clean text does not fall: floors that only go up (``benchmarks/floors.py``)."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from archive.clean import extract
from benchmarks.floors import FLOORS, corpus_hash, reached
from demo.server import DemoWeb
from demo.sites.page import HTML
from tests.test_clean_corpora import CORPORA, corpus

_LOWEST = 0.97


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words."""
    words = text.split()
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))


def f1(wanted: str, found: str) -> float:
    """How alike two texts are, by their runs of four words."""
    ours, theirs = shingles(found), shingles(wanted)
    both = sum((ours & theirs).values())
    return 2 * both / (sum(ours.values()) + sum(theirs.values()))


def test_the_articles_of_three_small_sites_are_read_whole_and_alone() -> None:
    """On Wix, on Liferay and on WordPress, each as its author wrote it."""
    scores = {}
    with DemoWeb(day=2) as web:
        for name, home in web.urls.items():
            for target, page in web.pages(name, 2).items():
                if page.kind == "article" and page.type == HTML and page.content:
                    found = extract(page.data, home.rstrip("/") + target)
                    text = "\n".join(b.text for b in found.blocks if b.kind != "caption")
                    wanted = [words for words in page.content if words != page.title]
                    scores[name, target] = f1("\n".join(wanted), text)
    assert len(scores) > 30
    low = {place: score for place, score in scores.items() if score < _LOWEST}
    assert not low


@pytest.mark.slow
def test_the_texts_of_the_corpora_stay_above_their_floors() -> None:
    """Every third page, per kind of page."""
    corpus("extraction", "pages.jsonl")
    told = json.loads(FLOORS.read_text("utf-8"))
    assert corpus_hash(CORPORA) == told["corpus"], (
        "the corpus is another than the one the floors were measured on: "
        "`python -m benchmarks.floors CORPORA` measures them anew"
    )
    values = reached(CORPORA)
    fallen = {kind: (values.get(kind, 0), floor) for kind, floor in told["floors"].items()
              if values.get(kind, 0) < floor}  # fmt: skip
    assert not fallen, "below their floors (reached, floor)"
