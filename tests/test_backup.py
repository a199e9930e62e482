"""``greffe backup``: one state of the archive, whole or not at all, with which one can go on."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from archive import Archive
from archive.backup import backed_up
from archive.errors import BadInput, DamagedArchive, DiskFull
from archive.fixity import Fault, verified
from archive.store import copying
from archive.store.frontier import Entry
from tests.exchanges import DAY_ONE, LONG, exchange, page
from tests.house import greffe
from tests.writers import Writer

URL = "http://news.example/a"


@pytest.fixture
def held(archive: Archive) -> Archive:
    """A page, its revisit, and a crawl that waits for another page."""
    archive.begin_crawl("example", "", [Entry("http://news.example/b")], DAY_ONE)
    archive.add(exchange(URL, page("Report", *LONG)), source="example")
    archive.add(exchange(URL, page("Report", *LONG), hours=1), source="example")
    return archive


def faults(path: Path) -> list[Fault]:
    """What verifying an archive finds."""
    found: list[Fault] = []
    with Archive.open(path, create=False, read_only=True) as archive:
        verified(archive, found.append)
    return found


def test_a_backup_is_an_archive_with_which_a_crawl_goes_on(held: Archive, tmp_path: Path) -> None:
    """Everything is in it: captures, texts, what waits; the archive it is of may be lost."""
    copy = tmp_path / "copy.db"
    done = backed_up(held, copy)
    assert done.rows["capture"] == 2
    before = {c.id: held.records(c) for c in held.all_captures()}
    held.close()
    for path in tmp_path.glob("greffe.db*"):
        path.unlink()
    copy.rename(tmp_path / "greffe.db")
    assert faults(tmp_path / "greffe.db") == []
    with Archive.open(tmp_path / "greffe.db") as restored:
        assert {c.id: restored.records(c) for c in restored.all_captures()} == before
        assert len(restored.search("prisons").hits) == 1
        number, goes_on = restored.begin_crawl("example", "", [], DAY_ONE)
        assert goes_on
        assert len(restored.waiting("example", DAY_ONE, 5)) == 1
        again = exchange(URL, page("Report", *LONG), hours=2)
        assert restored.add(again, source="example", crawl=number)[0].revisit_of == 1
        restored.end_crawl(number, "done", {}, DAY_ONE + timedelta(hours=3))
    assert faults(tmp_path / "greffe.db") == []


def test_a_backup_is_one_state_while_others_write(tmp_path: Path) -> None:
    """Of a moment after it began: all before is in it, and nothing in part."""
    path, copy = tmp_path / "greffe.db", tmp_path / "copy.db"
    Archive.open(path).close()
    with Writer(path, "a") as one, Writer(path, "b") as two:
        one.wait_for(20)
        two.wait_for(20)
        for number in range(3):
            with Archive.open(path, read_only=True) as archive:
                before = archive.totals()["captures"]
                done = backed_up(archive, copy, force=number > 0)
                assert before <= done.rows["capture"] <= archive.totals()["captures"]
        assert faults(copy) == []
    assert one.errors == two.errors == ""


def test_a_writer_between_two_steps_does_not_begin_it_anew(
    held: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many write, a page is copied once."""
    monkeypatch.setattr(copying, "_PAGES", 1)
    told: list[int] = []
    with Archive.open(held.path, read_only=True) as reader:

        def write(done: int, _total: int) -> None:
            told.append(done)
            if len(told) % 5 == 0:
                held.add(exchange(f"{URL}{len(told)}", page("Other", *LONG)))

        done = backed_up(reader, tmp_path / "copy.db", progress=write)
    assert told == sorted(told)
    assert done.rows["capture"] == 2
    assert held.totals()["captures"] > 5
    assert faults(tmp_path / "copy.db") == []


def test_nothing_is_replaced_that_is_there(held: Archive, tmp_path: Path) -> None:
    """Unless one says so; the archive itself never."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"something else")
    with pytest.raises(BadInput, match="--force"):
        backed_up(held, copy)
    assert copy.read_bytes() == b"something else"
    backed_up(held, copy, force=True)
    for own in ("greffe.db", "greffe.db-wal", "./greffe.db"):
        with pytest.raises(BadInput, match="archive itself"):
            backed_up(held, tmp_path / own, force=True)
    with pytest.raises(BadInput, match="folder"):
        backed_up(held, tmp_path, force=True)
    with pytest.raises(BadInput, match="cannot write"):
        backed_up(held, tmp_path / "nowhere" / "copy.db")
    # What another archive left beside that name would be taken for a part of this one.
    (tmp_path / "new.db-wal").write_bytes(b"log")
    with pytest.raises(BadInput, match="left over"):
        backed_up(held, tmp_path / "new.db")


def test_without_room_nothing_is_left_behind(
    held: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said before it begins, or when the disk becomes full meanwhile."""
    free = type("", (), {"free": 1000})
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    with pytest.raises(DiskFull, match="MB are needed"):
        backed_up(held, tmp_path / "copy.db")
    held.close()
    ran = greffe(tmp_path, "backup", "copy.db", largest=100_000)
    assert ran.code == 74, ran
    assert len([line for line in ran.err.splitlines() if "no space left" in line]) == 1
    assert [p.name for p in tmp_path.iterdir() if "copy" in p.name] == []


def test_a_damaged_archive_is_not_backed_up_in_silence(held: Archive, tmp_path: Path) -> None:
    """What SQLite cannot read makes no backup; what only digests tell, --verify finds."""
    sql = "UPDATE frame SET data = CAST(substr(data, 1, 99) || x'00' AS BLOB) WHERE id = 1"
    held.connection.execute(sql)
    held.close()
    assert greffe(tmp_path, "backup", "copy.db").code == 0
    ran = greffe(tmp_path, "backup", "other.db", "--verify")
    assert ran.code == 70, ran
    assert "capture 1" in ran.err
    path = tmp_path / "greffe.db"
    raw = bytearray(path.read_bytes())
    raw[4096 * 5 : 4096 * 6] = b"\xff" * 4096
    path.write_bytes(raw)
    ran = greffe(tmp_path, "backup", "third.db")
    assert ran.code == 70, ran
    assert not (tmp_path / "third.db").exists()


def test_the_command_says_how_to_restore(held: Archive, tmp_path: Path) -> None:
    """And what was checked."""
    held.close()
    ran = greffe(tmp_path, "backup", "copy.db", "--verify")
    assert ran.code == 0, ran
    assert "2 captures" in ran.out
    assert "every byte verified" in ran.out
    assert "To restore" in ran.err
    assert sorted(p.name for p in tmp_path.glob("copy*")) == ["copy.db"]
    assert greffe(tmp_path, "--archive", "copy.db", "show", URL).code == 0
    as_json = greffe(tmp_path, "backup", "copy.db", "--force", "--json").objects
    assert as_json[0]["rows"]["capture"] == 2


def test_a_copy_that_lacks_rows_gets_no_name(
    held: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is counted before."""
    step = copying._step_by_step

    def lossy(source: object, target: object, progress: object) -> None:
        step(source, target, progress)  # type: ignore[arg-type]
        target.execute("DELETE FROM record WHERE id = 1")  # type: ignore[attr-defined]

    monkeypatch.setattr(copying, "_step_by_step", lossy)
    with pytest.raises(DamagedArchive, match="lacks rows"):
        backed_up(held, tmp_path / "copy.db")
    assert [p.name for p in tmp_path.iterdir() if "copy" in p.name] == []
