"""Archives of every earlier schema are brought up to date, whole or not at all."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive import Archive
from archive.errors import BadInput, NewerArchive
from archive.fixity import Fault, verified
from archive.store.marks import SCHEMA
from archive.store.schema import migrations
from archive.store.upgrade import copy_of
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe, script, script_ran

KEPT = Path(__file__).parent / "fixtures" / "archives"
OLDER = (2, 3, 4, 5, 6, 11)
"""Schemas that a Greffe has written of which a file is kept; 1 never was."""


def kept(schema: int, folder: Path) -> Path:
    """The archive that is kept of a schema, laid in a folder."""
    path = folder / "greffe.db"
    path.write_bytes(gzip.decompress((KEPT / f"schema-{schema}.db.gz").read_bytes()))
    return path


def schema_of(path: Path) -> int:
    """The number in the file itself."""
    return int.from_bytes(path.read_bytes()[60:64], "big")


def _kept_schemas() -> set[int]:
    return {int(re.sub(r"\D", "", path.stem)) for path in KEPT.glob("schema-*.db.gz")}


def test_the_schema_number_is_that_of_the_migrations() -> None:
    """So no migration can be forgotten."""
    assert len(migrations.pending(Database(memory=True))) == SCHEMA


def test_an_archive_is_kept_of_every_earlier_schema() -> None:
    """``tests/fixtures/archives/make.py`` says how one is made."""
    assert _kept_schemas() >= set(OLDER)


@pytest.mark.parametrize("schema", sorted(_kept_schemas()))
def test_everything_in_an_older_archive_is_as_it_was(schema: int, tmp_path: Path) -> None:
    """Every record byte for byte; the texts are found; verifying finds nothing."""
    path = kept(schema, tmp_path)
    assert schema_of(path) == schema
    told = json.loads(gzip.decompress((KEPT / f"schema-{schema}.json.gz").read_bytes()))
    with Archive.open(path) as archive:
        assert [
            {
                "url": capture.url,
                "time": capture.time.isoformat(),
                "outcome": capture.outcome,
                "records": [record.raw.decode("latin-1") for record in archive.records(capture)],
            }
            for capture in archive.all_captures()
        ] == told
        assert len(archive.search("möllnburg").hits) == 1
        assert len(archive.versions("http://news.example/a")) == 2
        faults: list[Fault] = []
        assert verified(archive, faults.append).captures == 9
        assert faults == []
        assert archive.connection.execute("SELECT count(*) FROM captures").fetchone() == (9,)
        counts = "SELECT count(*), count(text), count(packed) FROM version WHERE page_id = 1"
        assert archive.connection.execute(counts).fetchone() == (2, 1, 1)
    assert schema_of(path) == SCHEMA


@pytest.mark.parametrize("schema", sorted(_kept_schemas()))
def test_a_crawl_goes_on_in_an_older_archive(schema: int, tmp_path: Path) -> None:
    """What waited waits; what is captured again is a revisit of what was there."""
    with Archive.open(kept(schema, tmp_path)) as archive:
        number, goes_on = archive.begin_crawl("example", "", [], DAY_ONE)
        assert (number, goes_on) == (1, True)
        waiting = archive.waiting("example", DAY_ONE, 9)
        assert [one.entry.url for one in waiting] == ["http://news.example/b"]
        held = archive.captures("http://news.example/a")[3]
        memento = archive.memento(held)
        assert memento is not None
        again = exchange("http://news.example/a", memento.body()[0], hours=1)
        capture, _ = archive.add(again, source="example", crawl=number)
        assert capture.revisit_of == held.id
        archive.add(exchange("http://news.example/c", page("New", *LONG)))
        archive.end_crawl(number, "done", {"ok": 1}, DAY_ONE + timedelta(hours=1))
        faults: list[Fault] = []
        verified(archive, faults.append)
        assert faults == []


def test_what_the_archive_was_before_is_kept_beside_it(tmp_path: Path) -> None:
    """And a person is told where, and that a crawl or a command did it."""
    path = kept(4, tmp_path)
    before = path.read_bytes()
    ran = greffe(tmp_path, "status")
    assert ran.code == 0, ran
    assert "brought up to date, from schema 4" in ran.err
    copy = copy_of(path, 4)
    assert copy.name in ran.err
    with sqlite3.connect(copy) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (4,)
        assert old.execute("SELECT count(*) FROM capture").fetchone() == (9,)
    old.close()
    assert len(copy.read_bytes()) == len(before)
    assert "brought" not in greffe(tmp_path, "status").err


def test_a_disk_without_room_for_a_copy_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a person is told that there is none."""
    path = kept(3, tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("", (), {"free": 10_000}))
    Archive.open(path).close()
    assert schema_of(path) == SCHEMA
    assert not copy_of(path, 3).exists()


AT = {
    "while it is copied": "copying._step_by_step = dies",
    "before the copy has its name": "Path.replace = dies",
    "between two migrations": "upgrade.migrations.apply = half",
    "before it is committed": "upgrade.migrations.apply = whole",
}


@pytest.mark.parametrize("point", AT)
def test_a_process_killed_half_way_leaves_the_old_archive_whole(point: str, tmp_path: Path) -> None:
    """And the next one brings it up to date."""
    path = kept(2, tmp_path)
    code = f"""
import os, signal
from pathlib import Path
from archive import Archive
from archive.store import copying, upgrade
apply = upgrade.migrations.apply
def dies(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
def whole(db): apply(db); dies()
def half(db): apply(db, stop_before="walls"); dies()
{AT[point]}
Archive.open({str(path)!r})
"""
    done = script_ran(code)
    assert done.code == -9, done.err
    with sqlite3.connect(path) as old:
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert old.execute("PRAGMA user_version").fetchone() == (2,)
        tables = {row[0] for row in old.execute("SELECT name FROM sqlite_master")}
        assert "capture" in tables
        assert "rest" not in tables
    old.close()
    with Archive.open(path) as archive:
        faults: list[Fault] = []
        assert verified(archive, faults.append).captures == 9
        assert faults == []


@pytest.mark.parametrize("has_copy", [True, False])
def test_a_full_disk_leaves_the_old_archive_whole(has_copy: bool, tmp_path: Path) -> None:
    """And one line says so: where the copy does not fit, and where the tables do not."""
    path = kept(2, tmp_path)
    code = f"""
import resource, shutil, signal, sys
from archive.cli.main import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
if not {has_copy}:
    shutil.disk_usage = lambda _: type("", (), {{"free": 10_000}})
main(["--archive", {str(path)!r}, "status"])
"""
    done = script_ran(code)
    assert done.code == 74, done
    assert "Traceback" not in done.err
    assert "no space left" in done.err
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix in (".bak", ".part")) == []
    with sqlite3.connect(path) as old:
        assert old.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert old.execute("PRAGMA user_version").fetchone() == (2,)
    old.close()


def test_a_newer_archive_is_refused_with_one_line(tmp_path: Path) -> None:
    """Unchanged, and with what to do."""
    path = kept(5, tmp_path)
    with Archive.open(path) as archive:
        archive.connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = path.read_bytes()
    with pytest.raises(NewerArchive, match="upgrade Greffe"):
        Archive.open(path)
    assert path.read_bytes() == before
    assert greffe(tmp_path, "search", "x").code == 78


def test_several_that_open_an_older_archive_at_once_all_read_it(tmp_path: Path) -> None:
    """One brings it up to date, the others wait for that."""
    path = kept(2, tmp_path)
    code = f"""
from archive import Archive
with Archive.open({str(path)!r}, create=False, read_only=True) as archive:
    print(archive.totals()["captures"])
"""
    running = [script(code) for _ in range(5)]
    assert [one.communicate()[0] for one in running] == ["9\n"] * 5


def test_an_older_archive_that_cannot_be_written_is_refused_with_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must be brought up to date to be read, and is not."""
    path = kept(4, tmp_path)
    before = path.read_bytes()
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(BadInput, match="copy it to a folder of your own"):
        Archive.open(path, create=False, read_only=True)
    assert path.read_bytes() == before
