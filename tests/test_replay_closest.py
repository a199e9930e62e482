"""Which capture stands for a URL at a time."""

from __future__ import annotations

import pytest

from archive import Archive
from archive.replay.closest import closest
from archive.serving.addresses import Address
from archive.store.busters import without_busters
from archive.urls import urlkey
from tests.exchanges import exchange

URL = "https://news.example/a"


def _status(archive: Archive, url: str, digits: str = "") -> int | None:
    capture = closest(archive, Address(url, (digits,)))
    return capture.status if capture else None


def test_the_nearest_capture_is_taken(archive: Archive) -> None:
    """Before or after the time asked for."""
    for hours in (0, 24, 48):
        archive.add(exchange(URL, b"x", hours=hours))
    capture = closest(archive, Address(URL, ("2025100613",)))
    assert capture is not None
    assert f"{capture.time:%Y%m%d%H}" == "2025100612"


def test_what_the_site_said_comes_before_a_refusal(archive: Archive) -> None:
    """A block page shows nothing of the site, however near it is."""
    archive.add(exchange(URL, b"words"))
    archive.add(exchange(URL, hours=10, status="500 Internal Server Error"))
    assert _status(archive, URL, "20251006") == 200
    assert _status(archive, URL) == 200


def test_an_exact_time_is_taken_at_its_word(archive: Archive) -> None:
    """Who asks for the capture of an error gets it."""
    archive.add(exchange(URL, b"words"))
    archive.add(exchange(URL, hours=10, status="500 Internal Server Error"))
    assert _status(archive, URL, "20251005220000") == 500


def test_a_redirect_to_itself_is_passed_over(archive: Archive) -> None:
    """http to https is one URL here; following it would never end."""
    moved = "301 Moved Permanently"
    plain = URL.replace("https", "http")
    archive.add(exchange(plain, status=moved, fields=f"Location: {URL}\r\n", hours=1))
    assert _status(archive, URL, "20251005130000") is None
    archive.add(exchange(URL, b"words"))
    assert _status(archive, URL, "20251005130000") == 200
    assert _status(archive, plain) == 200


def test_a_redirect_elsewhere_is_taken(archive: Archive) -> None:
    """It is what the site had to say."""
    archive.add(exchange(URL, status="302 Found", fields="Location: /b\r\n"))
    assert _status(archive, URL) == 302


@pytest.mark.parametrize(
    "asked",
    ["?_=1700000002", "?v=20250101", "?1700000002", "?rnd=0.1234567", "?ts=1700000002&_=1234567"],
)
def test_numbers_against_caches_are_ignored(archive: Archive, asked: str) -> None:
    """A page made anew asks for another number than the one that was captured."""
    archive.add(exchange(f"{URL}/s.js?_=1700000001", b"old"))
    archive.add(exchange(f"{URL}/s.js?lang=en&_=1700000001", b"other"))
    capture = closest(archive, Address(f"{URL}/s.js{asked}"))
    assert capture is not None
    assert capture.url.endswith("s.js?_=1700000001")


@pytest.mark.parametrize("asked", ["?id=1234568", "?page=2", "?v=2", "?lang=fr&_=1700000002"])
def test_other_parameters_tell_pages_apart(archive: Archive, asked: str) -> None:
    """Only numbers that mean nothing are ignored."""
    archive.add(exchange(f"{URL}/s.js?id=1234567&_=1700000001", b"x"))
    archive.add(exchange(f"{URL}/s.js?v=1", b"x"))
    assert closest(archive, Address(f"{URL}/s.js{asked}")) is None


def test_the_key_without_such_numbers_is_the_same_for_all_orders() -> None:
    """Their place among the parameters does not matter."""
    keys = {
        without_busters(urlkey(f"{URL}?{query}"))
        for query in ("a=1&_=123456", "_=654321&a=1", "a=1")
    }
    assert len(keys) == 1


def test_what_was_never_captured_is_none(archive: Archive) -> None:
    """There is no guess."""
    assert closest(archive, Address(URL)) is None
    assert closest(archive, Address(f"{URL}?_=1234567")) is None
