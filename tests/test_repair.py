"""Damaged records are put back as they were, or it is said that they cannot be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import Archive
from archive.fixity import verified
from archive.observation import observed
from archive.repair import repaired
from archive.store import frames, parity, removal
from archive.store.captures import Capture
from tests.exchanges import exchange
from tests.house import greffe

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lanes of few frames, so that a small archive has several."""
    monkeypatch.setattr(parity, "GROUP", 20_000)
    monkeypatch.setattr(parity, "LANE", 2_000)
    monkeypatch.setattr(parity, "_EVERY", 1)
    frames.let_go()


@pytest.fixture
def kept(archive: Archive) -> list[Capture]:
    """Captures of pages that rest on one another, some long, some short."""
    chosen = random.Random(1)
    common = chosen.randbytes(3_000)
    found = []
    for hour in range(24):
        body = common + chosen.randbytes(100 if hour % 5 else 6_000)
        said = exchange(f"http://news.example/{hour % 3}", body, hours=hour)
        found.append(archive.add(said, observation=observed(said, is_read=False))[0])
    return found


def covered(archive: Archive) -> list[tuple[int, int]]:
    """Number and stored length of the frames that lanes were taken of."""
    sql = (
        "SELECT id, length(data) FROM frame WHERE EXISTS (SELECT 1 FROM parity "
        "WHERE frame.id BETWEEN first_id AND last_id) ORDER BY id"
    )
    return archive.connection.execute(sql).fetchall()


def spoil(archive: Archive, frame_id: int, at: int, size: int) -> None:
    """Overwrite bytes of a frame as a disk does."""
    sql = "SELECT data FROM frame WHERE id = ?"
    (data,) = archive.connection.execute(sql, (frame_id,)).fetchone()
    noise = bytes(byte ^ 0x5A for byte in data[at : at + size])
    spoilt = data[:at] + noise + data[at + size :]
    archive.connection.execute("UPDATE frame SET data = ? WHERE id = ?", (spoilt, frame_id))
    frames.let_go()


def told(archive: Archive) -> Iterator[str]:
    """What verifying says of damage."""
    faults: list[str] = []
    verified(archive, lambda fault: faults.append(f"{fault.where}: {fault.reason}"))
    return iter(faults)


@pytest.mark.parametrize("size", [1, 900])
def test_any_stretch_of_bytes_is_put_back(archive: Archive, kept: list[Capture], size: int) -> None:
    """Wherever it is in whichever frame, one after another."""
    frame_ids = covered(archive)
    assert len(frame_ids) > 15
    before = {c.frame_id: archive.records(c) for c in kept}
    chosen = random.Random(size)
    for frame_id, length in frame_ids:
        spoil(archive, frame_id, chosen.randrange(max(length - size, 1)), size)
        done = repaired(archive, NOW)
        assert (len(done.mended), done.lost) == (1, ())
        frames.let_go()
        assert {c.frame_id: archive.records(c) for c in kept} == before
    assert not list(told(archive))


def test_damage_in_several_groups_is_put_back_at_once(
    archive: Archive, kept: list[Capture]
) -> None:
    """Also of frames that rest on each other."""
    groups = archive.connection.execute("SELECT first_id FROM parity").fetchall()
    assert len(groups) > 1
    for (first,) in groups:
        spoil(archive, first, 40, 200)
    done = repaired(archive, NOW)
    assert len(done.mended) == len(groups)
    assert not done.lost
    assert archive.records(kept[-1])


def test_what_cannot_be_put_back_is_told_and_left_as_it_is(
    archive: Archive, kept: list[Capture]
) -> None:
    """More than a lane can mend, and frames of which none was taken yet."""
    first, length = next((n, size) for n, size in covered(archive) if size > 5_000)
    spoil(archive, first, 10, length - 20)
    last = kept[-1].frame_id
    archive.connection.execute("DELETE FROM parity WHERE last_id >= ?", (last,))
    spoil(archive, last, 10, 4)
    done = repaired(archive, NOW)
    assert [capture for capture, _ in done.lost] == [first, last]
    assert not done.mended
    assert any("does not have" in reason or "decompress" in reason for _, reason in done.lost)


def test_a_damaged_lane_is_told_and_taken_anew(archive: Archive, kept: list[Capture]) -> None:
    """So that it is right when it is needed."""
    assert kept
    archive.connection.execute("UPDATE parity SET lane = zeroblob(length(lane)) WHERE id = 1")
    assert list(told(archive)) == ["parity 1: it is not that of the records it is for"]
    assert repaired(archive, NOW).renewed == 1
    assert not list(told(archive))


def test_lanes_are_taken_anew_of_what_stays_when_captures_go(
    archive: Archive, kept: list[Capture]
) -> None:
    """Thinned out, or removed by order."""
    with archive.transaction():
        removal.removed(archive.connection, [capture.id for capture in kept[2::3]])
    assert not list(told(archive))
    frame_id = next(n for n, _ in covered(archive))
    spoil(archive, frame_id, 7, 50)
    assert repaired(archive, NOW).mended
    assert not list(told(archive))


def test_an_archive_without_lanes_gets_them_as_it_grows(
    archive: Archive, kept: list[Capture]
) -> None:
    """As one that an earlier version made."""
    archive.connection.execute("DELETE FROM parity")
    for hour in range(3):
        archive.add(exchange("http://news.example/new", b"%d" % hour, hours=hour))
    assert len(covered(archive)) >= len(kept) - 5


def test_short_frames_and_gaps_between_them_get_lanes_too(
    archive: Archive, kept: list[Capture], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many it takes to fill a group, and whatever went in between."""
    monkeypatch.setattr(parity, "GROUP", 1 << 30)
    monkeypatch.setattr(parity, "_MOST", 8)
    archive.connection.execute("DELETE FROM parity")
    with archive.transaction():
        removal.removed(archive.connection, [capture.id for capture in kept[3:20]])
    for hour in range(20):
        archive.add(exchange(f"http://news.example/{hour}/", b"%d" % hour, hours=100 + hour))
    (last,) = archive.connection.execute("SELECT max(id) FROM frame").fetchone()
    assert covered(archive)[-1][0] > last - 8


def test_a_frame_that_is_beyond_help_keeps_no_other_from_it(
    archive: Archive, kept: list[Capture]
) -> None:
    """Its group is taken of the others."""
    archive.connection.execute("DELETE FROM parity")
    sql = "UPDATE frame SET data = x'' WHERE id = ?"
    archive.connection.execute(sql, (kept[4].frame_id,))
    frames.let_go()
    archive.add(exchange("http://news.example/new", b"new", hours=99))
    spoil(archive, kept[1].frame_id, 5, 30)
    done = repaired(archive, NOW)
    assert kept[1].id in done.mended
    assert kept[4].id in [capture for capture, _ in done.lost]


def test_the_command_says_what_it_mended_and_keeps_it_as_an_event(
    tmp_path: Path, archive: Archive, kept: list[Capture]
) -> None:
    """And verify points to it."""
    spoil(archive, kept[0].frame_id, 30, 9)
    archive.close()
    found = greffe(tmp_path, "verify")
    assert found.code == 70
    assert "greffe repair" in found.err
    done = greffe(tmp_path, "repair")
    assert (done.code, "1 mended" in done.out) == (0, True)
    assert greffe(tmp_path, "verify", "--again").code == 0
    with Archive.open(tmp_path / "greffe.db", read_only=True) as again:
        sql = "SELECT outcome FROM event WHERE kind = 'repair'"
        assert again.connection.execute(sql).fetchall() == [("done",)]
    none = greffe(tmp_path, "repair")
    assert "nothing to mend" in none.out
