"""Days that a search is narrowed to, whichever way the texts of these days are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive import Archive
from archive.clean import Article, Block
from archive.observation import seen
from archive.search import search, walking
from tests.exchanges import exchange, page

_FIRST = date(2019, 11, 20)
_STEP = timedelta(days=23)
_COUNT = 110
_DAYS = st.dates(date(2019, 6, 1), date(2027, 3, 1))


def _day(number: int) -> date:
    """The day a text bears: not in the order in which they were captured."""
    return _FIRST + _STEP * ((number * 37) % _COUNT)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """An archive of texts that bear days of eight years."""
    with Archive.open(tmp_path_factory.mktemp("years") / "a.db") as archive:
        with archive.transaction():
            for number in range(_COUNT):
                began = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number * 20)
                said = exchange(f"http://y.example/{number}", page("-", "-"), began=began)
                words = f"prison report {number}" + (" committee" if number % 3 else "")
                article = Article(
                    "article",
                    title=f"Text {number}",
                    blocks=(Block("paragraph", words),),
                    language="en",
                    published=_day(number).isoformat() if number % 5 else None,
                )
                archive.add(said, observation=replace(seen(said), article=article))
        yield archive


def _bears(number: int, clock: str) -> date:
    captured = date(2020, 1, 1) + timedelta(days=number * 20)
    return _day(number) if number % 5 and clock != "captured" else captured


@pytest.mark.parametrize("looked_up", [3_000, 5])
@pytest.mark.parametrize("clock", ["dated", "published", "captured"])
@settings(max_examples=25)
@given(first=_DAYS, end=_DAYS, words=st.sampled_from(["prison", "committee report", '"report"']))
def test_texts_of_the_days_are_found(
    years: Archive, looked_up: int, clock: str, first: date, end: date, words: str
) -> None:
    """All of them and no others, whether each is looked up or the years are walked."""
    first, end = min(first, end), max(first, end)
    span = {
        "dated": f"after:{first} before:{end}",
        "published": f"published:{first}..{end - timedelta(days=1)}",
        "captured": f"captured:{first}..{end - timedelta(days=1)}",
    }[clock]
    if first == end:
        return
    expected = {
        f"http://y.example/{number}"
        for number in range(_COUNT)
        if first <= _bears(number, clock) < end
        and (number % 3 or "committee" not in words)
        and (number % 5 or clock != "published")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "_DATED", looked_up)
        found = search(years, f"{words} {span}", limit=_COUNT)
    if any("some of them" in note for note in found.notes):
        assert not expected
        return
    assert {hit.version.url for hit in found.hits} == expected
    assert found.total == len(expected)
