"""The table of queries and texts in many languages, through the whole search of an archive."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive import Archive
from archive.clean import Article, Block
from archive.observation import seen
from archive.search import search
from archive.search.snippets import MARK
from tests.exchanges import exchange, page

_TABLE = Path(__file__).parent / "fixtures" / "search" / "languages.tsv"


def _pairs() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


_PAIRS = _pairs()
_LANGUAGES = list(dict.fromkeys(pair["language"] for pair in _PAIRS))
_TEXTS = list(dict.fromkeys((pair["text"], pair["language"]) for pair in _PAIRS))
_NUMBERS = {text: number for number, text in enumerate(_TEXTS)}


@pytest.fixture(scope="module")
def probes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive with every text of the table, each on a page of its own, in its language."""
    with Archive.open(tmp_path_factory.mktemp("probes") / "a.db") as archive:
        with archive.transaction():
            for number, (text, language) in enumerate(_TEXTS):
                said = exchange(f"http://probes.example/{number}", page("-", "-"))
                blocks = (Block("paragraph", text),)
                article = Article("article", blocks=blocks, language=language)
                archive.add(said, observation=replace(seen(said), article=article))
        yield archive


@pytest.mark.parametrize("language", _LANGUAGES)
def test_queries_find_pages_of_their_language(probes: Archive, language: str) -> None:
    """Each query of the table finds the page of its text, marked, or does not find it."""
    wrong = []
    for pair in _PAIRS:
        if pair["language"] != language:
            continue
        results = search(probes, pair["query"], limit=len(_TEXTS))
        number = _NUMBERS[pair["text"], language]
        found = {
            hit.version.url.rpartition("/")[2] for hit in results.hits if MARK[0] in hit.snippet
        }
        has_all = not any("some of them" in note for note in results.notes)
        if (has_all and str(number) in found) != (pair["found"] == "yes"):
            wrong.append(pair)
    assert not wrong
