"""Walls that one answer gives away, and pages that look like walls and are none."""

from __future__ import annotations

import pytest

from archive.clean import wall
from tests.lookalikes import PAGES
from tests.walls import WALLS, Answer


@pytest.mark.parametrize("answer", WALLS, ids=lambda answer: answer.name)
def test_a_wall_is_told_by_its_kind(answer: Answer) -> None:
    """In the languages of the sites that are watched; the evidence is one line."""
    found = wall(answer.status, (), answer.html.encode(), answer.url)
    assert found is not None
    assert found.kind == answer.kind
    assert found.is_absence == (answer.kind == "soft-404")
    assert len(found.evidence.splitlines()) == 1


@pytest.mark.parametrize("answer", PAGES, ids=lambda answer: answer.name)
def test_a_page_is_no_wall(answer: Answer) -> None:
    """Whatever words it has in its title, in front of it or beside it."""
    assert wall(answer.status, (), answer.html.encode(), answer.url) is None
