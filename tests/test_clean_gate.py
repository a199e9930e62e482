"""The quality of clean text does not fall: floors that only go up (``benchmarks/floors.py``)."""

from __future__ import annotations

import json
import re

import pytest

from archive.clean import extract
from benchmarks.floors import FLOORS, corpus_hash, reached
from demo.server import DemoWeb
from demo.sites.page import HTML
from tests.test_clean_corpora import CORPORA, corpus

_NOTE = re.compile(r"^\[\d+\]\s*")


def letters(text: str) -> str:
    """A text without the mark of a footnote, spaces and signs."""
    return re.sub(r"[\W_]+", "", _NOTE.sub("", text))


def test_the_articles_of_three_small_sites_are_read_whole_and_alone() -> None:
    """On Wix, on Liferay and on WordPress: no paragraph is missing, and nothing else is there."""
    missing, litter, count = [], [], 0
    with DemoWeb(day=2) as web:
        for name, home in web.urls.items():
            for target, page in web.pages(name, 2).items():
                if page.kind != "article" or page.type != HTML or not page.content:
                    continue
                blocks = extract(page.data, home.rstrip("/") + target).blocks
                found = [letters(block.text) for block in blocks if block.kind != "caption"]
                wanted = [letters(text) for text in page.content if text != page.title]
                missing += [(target, text) for text in wanted if text not in "".join(found)]
                litter += [(target, text) for text in found if text not in "".join(wanted)]
                count += 1
    assert count > 30
    assert not missing
    assert not litter


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
