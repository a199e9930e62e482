"""URL keys and timestamps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.urls import microseconds, moment, parsed_time, timestamp, urlkey


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.coe.int/en/Web?b=1&a=2", "int,coe)/en/web?a=2&b=1"),
        ("https://coe.int", "int,coe)/"),
        ("https://WWW2.coe.int:443/", "int,coe)/"),
        ("http://coe.int:8080/x/", "int,coe:8080)/x"),
        ("http://127.0.0.1:8801/a", "127.0.0.1:8801)/a"),
        ("http://user:secret@coe.int/a#part", "int,coe)/a"),
        ("http://coe.int/a;jsessionid=0F3A?x=1", "int,coe)/a?x=1"),
        ("http://münchen.example/", "example,xn--mnchen-3ya)/"),
        ("http://coe.int/%7Ea b", "int,coe)/~a%20b"),
        ("http://coe.int/ä", "int,coe)/%c3%a4"),
        ("http://coe.int/%C3%A4", "int,coe)/%c3%a4"),
        ("urn:x", "urn:x"),
    ],
)
def test_spellings_of_one_address_share_a_key(url: str, key: str) -> None:
    """Scheme, www, default port, case, escapes, order of parameters do not tell pages apart."""
    assert urlkey(url) == key


@given(st.text(max_size=60))
def test_anything_has_a_key(text: str) -> None:
    """Archives hold odd addresses; none of them stops anything."""
    assert isinstance(urlkey(text), str)
    assert isinstance(urlkey("http://h.example/" + text), str)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("202503", datetime(2025, 3, 1, tzinfo=UTC)),
        ("20250314101112", datetime(2025, 3, 14, 10, 11, 12, tzinfo=UTC)),
        ("2025-03", datetime(2025, 3, 1, tzinfo=UTC)),
        ("2025-03-14", datetime(2025, 3, 14, tzinfo=UTC)),
        ("2025-03-14T10:00:00+02:00", datetime(2025, 3, 14, 8, tzinfo=UTC)),
        ("20251399", None),
        ("20250", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, time: datetime | None) -> None:
    """Digits as in archives, or ISO 8601; nothing else."""
    assert parsed_time(text) == time


@given(st.datetimes(max_value=datetime(9998, 1, 1)))  # noqa: DTZ001
def test_microseconds_come_back(naive: datetime) -> None:
    """A time in the file is the time that was put in."""
    time = naive.replace(tzinfo=UTC)
    assert moment(microseconds(time)) == time


def test_a_timestamp_has_fourteen_digits() -> None:
    """UTC, to the second."""
    assert timestamp(datetime(2025, 3, 4, 5, 6, 7, 8, tzinfo=UTC)) == "20250304050607"
