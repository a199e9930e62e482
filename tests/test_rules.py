"""What was told by the rules of another Greffe is told anew, and is no damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import Archive
from archive.history.observations import observations
from archive.store import rules
from tests.exchanges import LONG, exchange, page
from tests.rebuilding import is_sound

URL = "http://news.example/politics/a"
EDITED = (LONG[0], LONG[1].replace("far too small", "somewhat small"), LONG[2])
TOLD = "SELECT kind, added FROM change"


def _filled(path: Path) -> None:
    """An archive in which an edit and an absence were told by rules that were wrong."""
    with Archive.open(path) as archive:
        archive.add(exchange(URL, page("T", *LONG), hours=0))
        archive.add(exchange(URL, page("T", *EDITED), hours=1))
        archive.add(exchange(URL, b"", status="404 Not Found", hours=2))
        with archive.transaction():
            archive.connection.execute("UPDATE change SET kind = 'layout', added = 9")
            archive.connection.execute("UPDATE presence SET state = 'moved'")
            archive.connection.execute("UPDATE rule SET revision = 1")


def test_an_archive_is_told_anew_when_it_is_opened_to_be_written(tmp_path: Path) -> None:
    """Once; then it is what follows from its captures."""
    path = tmp_path / "greffe.db"
    _filled(path)
    with Archive.open(path) as archive:
        assert rules.stale(archive.connection) == []
        assert archive.connection.execute(TOLD).fetchall() == [("edited", 1)]
        assert [one.change for one in observations(archive, URL)] == ["first", "edited", "absent"]
        assert is_sound(archive)
        with archive.transaction():
            archive.connection.execute("UPDATE change SET added = 9")
    with Archive.open(path) as archive:
        assert archive.connection.execute(TOLD).fetchall() == [("edited", 9)]


def test_who_only_reads_changes_nothing(tmp_path: Path) -> None:
    """And is not kept from reading."""
    path = tmp_path / "greffe.db"
    _filled(path)
    before = path.read_bytes()
    with Archive.open(path, create=False, read_only=True) as archive:
        assert archive.connection.execute(TOLD).fetchall() == [("layout", 9)]
    assert path.read_bytes() == before


def test_a_failure_leaves_what_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All or nothing."""
    path = tmp_path / "greffe.db"
    _filled(path)

    def fails(*_: object) -> None:
        raise RuntimeError("no power")

    monkeypatch.setattr("archive.history.keeping.made_anew", fails)
    with pytest.raises(RuntimeError):
        Archive.open(path)
    monkeypatch.undo()
    with Archive.open(path, create=False, read_only=True) as archive:
        assert set(rules.stale(archive.connection)) == {"presence", "changes"}
        assert archive.connection.execute(TOLD).fetchall() == [("layout", 9)]
