"""``greffe verify``: sound archives pass, and each kind of damage is found and named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from archive import Archive
from archive.fixity import Fault, Verified, verified
from archive.formats.warc_in import import_warc
from archive.store import frames
from archive.store.captures import Capture
from tests.exchanges import LONG, exchange, page
from tests.house import greffe
from tests.warcs import record, response, uri, written

URL = "http://news.example/a"
BODY = page("Report", *LONG)


@pytest.fixture
def held(archive: Archive) -> Archive:
    """A page, its two revisits (equal payload, 304), and one that failed."""
    archive.add(exchange(URL, BODY))
    archive.add(exchange(URL, BODY, hours=1))
    archive.add(exchange(URL, status="304 Not Modified", hours=2))
    archive.add(exchange("http://news.example/b", response=b"", request=b"", error="refused"))
    return archive


def check(archive: Archive) -> tuple[Verified, list[Fault]]:
    """What verifying says."""
    faults: list[Fault] = []
    return verified(archive, faults.append), faults


def first(archive: Archive) -> Capture:
    """The capture that holds the payload."""
    capture = archive.capture_by_id(1)
    assert capture is not None
    return capture


def test_a_sound_archive_is_found_sound(held: Archive) -> None:
    """And everything in it was looked at."""
    done, faults = check(held)
    assert faults == []
    assert (done.captures, done.payloads, done.revisits, done.versions) == (4, 1, 2, 1)
    assert done.records == 3 * 3 + 1
    assert (done.orphans, done.damaged, done.doubtful) == (0, 0, 0)


def test_progress_reaches_the_end(held: Archive) -> None:
    """Captures verified of all."""
    told: list[tuple[int, int]] = []
    verified(held, lambda _: None, lambda *at: told.append(at))
    assert told[-1] == (7, 7)


def replaced(archive: Archive, capture: Capture, old: bytes, new: bytes) -> None:
    """Change bytes of a frame and take its digest anew, as no accident would."""
    raw = frames.decoded(archive.connection, capture.frame_id)
    assert len(old) == len(new)
    assert old in raw
    raw = raw.replace(old, new)
    sql = (
        "UPDATE frame SET codec = 'raw', size = ?, digest = ?, data = ?, recipe = NULL, "
        "content = NULL WHERE id = ?"
    )
    values = (len(raw), hashlib.sha256(raw).digest(), raw, capture.frame_id)
    archive.connection.execute(sql, values)


DAMAGE: dict[str, tuple[str, Callable[[Archive], object]]] = {
    "a flipped bit in a frame": (
        "frame 1",
        lambda a: a.connection.execute(
            "UPDATE frame SET data = "
            "CAST(substr(data, 1, 99) || x'00' || substr(data, 101) AS BLOB) WHERE id = 1"
        ),
    ),
    "a frame that is gone": (
        "frame 1 is missing",
        lambda a: a.connection.executescript(
            "PRAGMA foreign_keys = OFF; DELETE FROM frame WHERE id = 1;"
        ),
    ),
    "a block": (
        "the block of",
        lambda a: replaced(a, first(a), b"two prisons", b"no  prisons"),
    ),
    "the digest in the table": (
        "its payload does not have its digest",
        lambda a: a.connection.execute("UPDATE capture SET digest = x'00' WHERE id = 1"),
    ),
    "a record that is not listed": (
        "do not fill its frame",
        lambda a: a.connection.execute("DELETE FROM record WHERE id = 1"),
    ),
    "a record under another id": (
        "not those that are listed",
        lambda a: a.connection.execute("UPDATE record SET uri = 'urn:x' WHERE id = 1"),
    ),
    "a text": (
        "text 1",
        lambda a: a.connection.execute("UPDATE version SET text = text || '.'"),
    ),
    "a frame of nothing": (
        "belongs to no capture",
        lambda a: frames.stored(a.connection, a.records(first(a))),
    ),
    "an original that is a revisit": (
        "is a revisit itself",
        lambda a: a.connection.execute("UPDATE capture SET revisit_of = 2 WHERE id = 3"),
    ),
    "an original that is gone": (
        "refers to a capture that is missing",
        lambda a: a.connection.executescript(
            "PRAGMA foreign_keys = OFF; UPDATE capture SET revisit_of = 99 WHERE id = 3;"
        ),
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_named(held: Archive, kind: str) -> None:
    """Whatever of what is stored has changed."""
    words, harm = DAMAGE[kind]
    harm(held)
    done, faults = check(held)
    told = [f"{fault.where}: {fault.reason}" for fault in faults]
    assert any(words in line for line in told), told
    assert done.damaged == len(faults)


def test_damage_spoils_what_refers_to_it(held: Archive) -> None:
    """A revisit is no better than its original."""
    held.connection.execute("UPDATE frame SET digest = x'00' WHERE id = 1")
    _, faults = check(held)
    spoilt = [fault.where for fault in faults if "holds its payload is damaged" in fault.reason]
    assert len(spoilt) == 2
    assert spoilt[0].startswith(f"capture 2, {URL} of 2025-10-05T13:00:00")


def test_what_came_with_a_wrong_digest_is_no_damage(archive: Archive, tmp_path: Path) -> None:
    """It is as it came; a revisit whose original never came is counted."""
    wrong = [("WARC-Payload-Digest", "sha256:" + "0" * 64)]
    more = [("WARC-Refers-To", f"<{uri(99)}>")]
    orphan = record("revisit", 2, response(b""), url="http://site.example/b", more=more)
    answer = record("response", 1, response(), more=wrong)
    import_warc(archive, written(tmp_path / "in.warc", answer, orphan))
    done, (fault,) = check(archive)
    assert (done.damaged, done.doubtful, done.orphans) == (0, 1, 1)
    assert not fault.is_damage
    assert uri(1) in fault.reason


def test_the_command_tells_damage_by_its_exit_code(held: Archive) -> None:
    """One line a fault, or one object; the rest is counted."""
    folder = held.path.parent
    sound = greffe(folder, "verify")
    assert sound.code == 0, sound
    assert "greffe.db is sound: 4 captures, 10 records" in sound.out
    held.connection.execute("UPDATE frame SET digest = x'00' WHERE id = 1")
    damaged = greffe(folder, "verify")
    assert damaged.code == 70
    assert "damaged in 3 places" in damaged.out
    assert damaged.err.count(f"{URL} of ") == 3
    *faults, summary = greffe(folder, "verify", "--json").objects
    assert len(faults) == summary["damaged"] == 3
    assert faults[0]["where"].startswith("capture 1, ")


def test_damage_to_the_file_itself_is_found(tmp_path: Path) -> None:
    """Pages that SQLite can no longer read do not keep the rest from being verified."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        for number in range(300):
            archive.add(exchange(f"http://news.example/{number}", page(f"T {number}", *LONG)))
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = b"\xff" * 8192
    path.write_bytes(data)
    ran = greffe(tmp_path, "verify", "--json")
    assert ran.code == 70, ran
    *faults, summary = ran.objects
    assert any(fault["where"] == "the file" for fault in faults)
    assert summary["captures"] > 100
