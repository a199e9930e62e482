"""Keys of captures in CDX indexes, noted where they are not the archive's own."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.fixity import Fault, verified
from archive.store.captures import request_of
from archive.store.cdx_keys import key_of, made_anew
from archive.store.removal import removed
from archive.surt import surt
from archive.urls import urlkey
from tests.exchanges import exchange
from tests.mementos import ODD, filled

NOTED = "SELECT capture_id, key FROM cdx_key ORDER BY capture_id"


def noted(archive: Archive) -> list[tuple[int, str]]:
    """All of them."""
    return [tuple(row) for row in archive.connection.execute(NOTED)]


def faults(archive: Archive) -> list[Fault]:
    """What verifying finds."""
    found: list[Fault] = []
    verified(archive, found.append)
    return found


def test_keys_are_noted_where_they_differ_only(archive: Archive) -> None:
    """Of an odd URL, of an address in numbers, and of what was sent a body."""
    filled(archive)
    archive.add(exchange("http://127.0.0.1:8000/a"))
    assert [key for _, key in noted(archive)] == [
        "example,other)/x;jsessionid=ab?&a=1&b",
        "example,news)/form?__wb_method=post&a=1",
        "1,0,0,127:8000)/a",
    ]


def test_they_can_be_made_anew(archive: Archive) -> None:
    """As an older archive needs it; how far that is, is told."""
    filled(archive)
    before = noted(archive)
    told: list[tuple[int, int]] = []
    with archive.transaction():
        archive.connection.execute("UPDATE cdx_key SET key = 'x'")
        made_anew(
            archive.connection,
            lambda number: request_of(archive.connection, number),
            lambda done, total: told.append((done, total)),
        )
    assert noted(archive) == before
    assert told == [(15, 15)]


def test_they_go_with_their_captures(archive: Archive) -> None:
    """Nothing is left that refers to them."""
    filled(archive)
    numbers = [number for number, _ in noted(archive)]
    with archive.transaction():
        removed(archive.connection, numbers)
    assert noted(archive) == []


def test_a_wrong_or_missing_one_is_damage(tmp_path: Path) -> None:
    """``greffe verify`` names the capture."""
    path = tmp_path / "greffe.db"
    with Archive.open(path) as archive:
        filled(archive)
        assert faults(archive) == []
        (number,) = [one for one, key in noted(archive) if key.startswith("example,other")]
        archive.connection.execute("DELETE FROM cdx_key WHERE capture_id = ?", (number,))
    with Archive.open(path) as archive:
        (fault,) = faults(archive)
        assert fault.capture == number
        assert "key in CDX indexes" in fault.reason


@given(st.text(st.sampled_from("ab/.?&=;%25#é:@"), max_size=15))
def test_a_key_is_that_of_surt_unless_a_body_was_sent(rest: str) -> None:
    """Whatever the method; with one it is never that of the URL alone."""
    url = f"http://news.example/{rest}"
    assert key_of(url, "GET") == key_of(url, "HEAD") == surt(url)
    assert key_of(url, "POST") not in (surt(url), urlkey(url))
    assert urlkey(ODD) != surt(ODD)
