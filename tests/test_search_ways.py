"""Ways to search that sets answer, too: below an address, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive import Archive
from archive.search import ranking, search, walking
from tests.exchanges import LONG, exchange, page
from tests.test_search_sets import filled, followed


@pytest.fixture
def grown(tmp_path: Path) -> Iterator[Archive]:
    """Forty pages with sets, and ten that came after these."""
    with Archive.open(tmp_path / "greffe.db") as opened:
        filled(opened, 40)
        assert followed(opened)
        filled(opened, 10, seed=2, start=60)
        yield opened


@pytest.mark.parametrize(("few", "most"), [(0, 30_000), (0, 3), (1_000, 30_000)])
@pytest.mark.parametrize("path", ["1", "", "no such", "2"])
def test_what_is_below_an_address_is_found_by_pages_or_texts(
    path: str, few: int, most: int, grown: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever are fewer; where both are many, by walking through the index."""
    monkeypatch.setattr(walking, "_FEW_BELOW", few)
    monkeypatch.setattr(walking, "_BELOW", most)
    for query in ("page", "nosuchword OR night", "prison"):
        found = search(grown, f'{query} site:"a.example/{path}"', limit=100)
        urls = {hit.version.url for hit in search(grown, query, limit=200).hits}
        below = {url for url in urls if url.startswith(f"https://a.example/{path}")}
        assert {hit.version.url for hit in found.hits} == below
        assert found.total == len(below)


def test_of_many_hits_those_that_bear_the_latest_days_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where these came into the archive before the others."""
    monkeypatch.setattr(walking, "_LISTED", 3)
    monkeypatch.setattr(ranking, "CANDIDATES", 2)
    with Archive.open(tmp_path / "greffe.db") as archive:
        for number in range(12):
            body = page(f"Page {number}", f"Court {number}.", *LONG)
            archive.add(exchange(f"https://a.example/{number}", body, hours=5_000 * (12 - number)))
            if number == 9:
                assert followed(archive)
        hits = search(archive, "court", order="newest", limit=2).hits
        assert [hit.version.title for hit in hits] == ["Page 0", "Page 1"]
