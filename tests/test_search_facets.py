"""Hits counted by what they are: all of them, where sets tell what texts are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.cli.found import remarks
from archive.search import Facets, engine, facets, search, walking
from tests.exchanges import LONG, exchange, page
from tests.servers.room import serving
from tests.test_search_sets import filled, followed, matching


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Archive]:
    """Sixty pages of four years, five of them later than the sets; sets are used for few hits."""
    monkeypatch.setattr(facets, "FEW", 0)
    monkeypatch.setattr(facets, "_SAMPLE", 8)
    with Archive.open(tmp_path / "greffe.db") as opened:
        filled(opened, 55)
        opened.add(exchange("https://c.example/", page("Alone", "A zebra.", *LONG)), source="z")
        assert followed(opened)
        filled(opened, 5, seed=4, start=70)
        yield opened


def _counted(archive: Archive, match: str) -> dict[str, Counter[str]]:
    """What the texts are that match, one by one."""
    counts = {name: Counter[str]() for name in ("source", "language", "type", "year")}
    sql = (
        "SELECT name, language, indexed.kind, day FROM indexed "
        "LEFT JOIN source ON source.id = source_id WHERE version_id = ?"
    )
    for number in matching(archive, match):
        *values, day = archive.connection.execute(sql, (number,)).fetchone()
        year = f"{(date(1970, 1, 1) + timedelta(days=day)).year}"
        for name, value in zip(counts, [*values, year], strict=True):
            counts[name][value] += 1
    return counts


def _told(found: Facets) -> dict[str, Counter[str]]:
    return {
        name: Counter({one.value: one.hits for one in getattr(found, name)})
        for name in ("source", "language", "type", "year")
    }


@pytest.mark.parametrize("word", ["prison", "page", "zebra", "of"])
def test_all_hits_are_counted(word: str, archive: Archive) -> None:
    """Those that came after the sets, and rare values that have none, among them."""
    found = search(archive, word, with_facets=True, limit=1).facets
    assert _told(found) == _counted(archive, f'"{word}"')
    assert found.of == len(matching(archive, f'"{word}"'))
    assert not found.is_sample
    assert list(found.source) == sorted(found.source, key=lambda one: -one.hits)
    assert list(found.year) == sorted(found.year, key=lambda one: one.value, reverse=True)


def test_the_newest_are_counted_where_many_came_after_the_sets(archive: Archive) -> None:
    """And that is said."""
    filled(archive, 9, seed=5, start=90)
    found = search(archive, "page", with_facets=True)
    assert found.facets.of == 8
    assert found.facets.is_sample
    assert sum(one.hits for one in found.facets.year) == 8


def test_a_text_that_was_away_is_counted_once_it_is_back(archive: Archive) -> None:
    """Also if its source is one that few texts are of, and was looked up meanwhile."""
    url, alone = "https://c.example/", page("Alone", "A zebra.", *LONG)

    def of_source() -> list[int]:
        found = search(archive, "zebra OR shelter", with_facets=True).facets
        assert not found.is_sample
        return [one.hits for one in found.source if one.value == "z"]

    archive.add(exchange(url, page("Alone", "No longer.", *LONG), hours=90_000), source="z")
    assert of_source() == []
    archive.add(exchange(url, alone, hours=90_001), source="z")
    assert of_source() == [1]


def test_more_hits_than_are_listed_are_told_if_they_are_counted(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the command line and in the reading room, there with their months."""
    for module in (engine, walking, facets):
        monkeypatch.setattr(module, "COUNT_LIMIT", 20)
    found = search(archive, "page", with_facets=True, limit=2)
    total = len(matching(archive, '"page"'))
    assert (found.total, found.total_is_capped, found.whole_total) == (20, True, total)
    assert f"{total} pages for page" in list(remarks(found, 0, is_of_texts=False, has_hits=True))
    assert search(archive, "page").whole_total is None
    with serving(archive.path) as served:
        shown = served.get("/search?q=page").text
    assert f"<strong>{total} pages</strong>" in shown
    assert '<figure class="chart">' in shown


def test_of_phrases_so_many_are_counted_as_are_found(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest, as no more of them are looked for."""
    assert search(archive, "NEAR(page prison, 20)").total > 5
    for module in (engine, walking, facets):
        monkeypatch.setattr(module, "COUNT_LIMIT", 5)
    found = search(archive, "NEAR(page prison, 20)", with_facets=True, limit=1)
    assert (found.total, found.facets.of, found.facets.is_sample) == (5, 6, True)
    assert found.whole_total is None
