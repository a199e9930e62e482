"""The Python face, as the README shows it."""

from __future__ import annotations

from pathlib import Path

from archive import Archive
from tests.exchanges import LONG, exchange, page

URL = "http://news.example/a"


def test_one_object_keeps_finds_compares_and_exports(tmp_path: Path) -> None:
    """Nothing else needs to be imported."""
    with Archive.open(tmp_path / "a.db") as a:
        a.add(exchange(URL, page("CPT visits Azerbaijan", *LONG)))
        a.add(exchange(URL, page("CPT visits Azerbaijan", *LONG[:2]), hours=1))
        assert [hit.version.url for hit in a.search("cpt azerbaijan", limit=20).hits] == [URL]
        assert a.trend("cpt", all_versions=True) == [("2025-10", 2)]
        assert [one.change for one in a.history(URL)] == ["first", "edited"]
        old, new = sorted(a.versions(URL), key=lambda version: version.first_seen)
        assert a.difference(old, new).removed_words > 10
        assert a.capture(URL) == a.captures(URL)[-1]
        assert a.export_warc(tmp_path / "a.warc.gz").captures == 2
        assert a.export_wacz(tmp_path / "a.wacz").captures.captures == 2
    with Archive.open(tmp_path / "b.db") as b:
        assert b.import_warc(tmp_path / "a.warc.gz").captures == 2
        assert b.search("cpt azerbaijan").total == 1
