"""The measures of rankings, by hand, and a judged collection as its files have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.relevance.judged import cranfield
from benchmarks.relevance.measures import average_precision, ndcg, quality


def test_the_best_answer_first_is_the_best_ranking() -> None:
    """Gains count less further down: the second of two in place two of three."""
    good = {7: 4, 8: 1}
    assert ndcg([7, 8, 9], good) == 1
    assert ndcg([9, 9, 9], good) == 0
    assert ndcg([8, 7], good) == pytest.approx((1 + 4 / 1.58496) / (4 + 1 / 1.58496), abs=1e-4)


def test_precision_is_taken_at_each_answer() -> None:
    """One of one at the first, two of three at the second; what is missing counts nothing."""
    assert average_precision([1, 9, 2], {1: 1, 2: 1, 3: 1}) == pytest.approx((1 + 2 / 3) / 3)


def test_a_question_without_hits_counts_as_nothing() -> None:
    """It is not left out of the mean."""
    found = quality({1: [5]}, {1: {5: 2}, 2: {6: 1}})
    assert found == (0.5, 0.5, 0.5)


def test_files_of_cranfield_are_read(tmp_path: Path) -> None:
    """Questions count by their place; a code of 5 or -1 is no answer; titles are not said twice."""
    (tmp_path / "cran.all.1400").write_text(
        ".I 1\n.T\na title\nof two lines .\n.A\nsomebody\n.B\nx\n.W\na title\nof two lines .\n"
        "and a text .\n.I 2\n.T\nanother\n.W\nno more\n"
    )
    (tmp_path / "cran.qry").write_text(".I 001\n.W\nwhat is it .\n.I 004\n.W\nand that\n")
    (tmp_path / "cranqrel").write_text("1 1 2\n1 2 -1\n2 2 4\n2 1 5\n")
    judged = cranfield(tmp_path)
    assert judged.documents == [
        (1, "a title of two lines .", "and a text .", "en"), (2, "another", "no more", "en"),
    ]  # fmt: skip
    assert judged.questions == {1: "what is it .", 2: "and that"}
    assert judged.answers == {1: {1: 3}, 2: {2: 1}}
