"""A crawl goes on where an exchange cannot be recorded, and says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from tests.house import PRIVATE, greffe
from tests.killing import linked_source
from tests.servers.linked import Linked


@pytest.mark.slow
def test_what_cannot_be_recorded_is_told_and_asked_for_again(tmp_path: Path) -> None:
    """What the database refuses costs no other page; it is told, kept and counted."""
    with Linked(12) as site:
        linked_source(tmp_path, site.home)
        with Archive.open(tmp_path / "greffe.db") as archive:
            archive.connection.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON capture "
                "WHEN NEW.url LIKE '%/p/3' OR NEW.url LIKE '%/robots.txt' "
                "BEGIN SELECT RAISE(ABORT, 'not this one'); END"
            )
        ran = greffe(tmp_path, "crawl", "linked", *PRIVATE)
        assert ran.code == 4, ran
        assert f"{site.home}p/3: it could not be recorded" in ran.err
        assert f"{site.home}robots.txt not recorded" in ran.err
        assert "not this one" in ran.err
        assert "greffe: " not in ran.err
        with Archive.open(tmp_path / "greffe.db") as archive:
            (crawl,) = archive.crawls()
            assert (crawl.outcome, crawl.stats["failures"]) == ("partly", 2)
            captured = {capture.url for capture in archive.all_captures()}
            archive.connection.execute("DROP TRIGGER refuse")
            # As if the time to ask again had come.
            archive.connection.execute("UPDATE frontier SET due = 0 WHERE url LIKE '%/p/3'")
        assert captured == {site.home + one[1:] for one in site.targets} - {f"{site.home}p/3"}
        assert greffe(tmp_path, "crawl", "linked", *PRIVATE).code == 0
        with Archive.open(tmp_path / "greffe.db") as archive:
            assert archive.captures(f"{site.home}p/3")
    assert greffe(tmp_path, "verify").code == 0
