"""A person who types a word finds its other forms, in the languages of Europe and beyond."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.matching import finds

_TABLE = Path(__file__).parent / "fixtures" / "search" / "languages.tsv"


def _pairs() -> list[dict[str, str]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


_PAIRS = _pairs()
_LANGUAGES = list(dict.fromkeys(pair["language"] for pair in _PAIRS))


@pytest.mark.parametrize("language", _LANGUAGES)
def test_queries_find_texts(language: str) -> None:
    """Each query of the table finds its text or does not, in an archive of all languages."""
    wrong = [
        pair
        for pair in _PAIRS
        if pair["language"] == language
        and finds(pair["query"], pair["text"], language, _LANGUAGES) != (pair["found"] == "yes")
    ]
    assert not wrong


def test_the_table_is_broad() -> None:
    """It has 150 pairs and more in 15 languages and more, and pairs that must not be found."""
    assert len(_PAIRS) >= 150
    assert len(_LANGUAGES) >= 15
    assert sum(pair["found"] == "no" for pair in _PAIRS) >= 40
    assert {pair["found"] for pair in _PAIRS} == {"yes", "no"}
