"""Addresses in which a URL stands as it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.serving.addresses import address, asked, is_web, parsed, period_start

URLS = st.builds(
    "{}://{}/{}".format,
    st.sampled_from(["http", "https"]),
    st.from_regex(r"[a-z]{1,8}(\.[a-z]{2,5}){1,2}(:[1-9][0-9]{1,3})?", fullmatch=True),
    st.text(st.sampled_from("abcXYZ019%/?&=;,@!$'()*+[]~|:.-_%2F%3F"), max_size=40),
)


def _scope(target: str) -> dict[str, bytes]:
    path, _, query = target.partition("?")
    return {"raw_path": path.encode(), "query_string": query.encode()}


@given(URLS, st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_address_gives_back_its_url_and_time(url: str, time: datetime) -> None:
    """What a link leads to is what it was made from, to the second."""
    found = asked(_scope(address("/page", url, time)), "/page/")
    assert found is not None
    # A lone question mark at the end does not reach a server's application.
    assert found.url == url.removesuffix("?") if url.count("?") == 1 else url
    assert found.at == time.replace(microsecond=0)


def test_a_query_string_belongs_to_the_url() -> None:
    """Nothing after the prefix is a parameter of ours."""
    found = asked(_scope("/raw/2025id_/https://a.example/x?b=%2F&c=1"), "/raw/")
    assert found is not None
    assert found.url == "https://a.example/x?b=%2F&c=1"
    assert found.digits == "2025"


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https:/a.example/x", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x"),
        ("HTTPS://a.example", "https://a.example"),
        ("a.example/x", "http://a.example/x"),
        ("a.example:8080/x", "http://a.example:8080/x"),
        ("https%3A%2F%2Fa.example%2Fx%3Fb", "https://a.example/x?b"),
        ("20250314/a.example", "http://a.example"),
        ("/https://a.example/", "https://a.example/"),
        ("2025mp_/https://a.example/", "https://a.example/"),
        ("urn:isbn:1", "urn:isbn:1"),
    ],
)
def test_urls_are_understood_as_people_and_browsers_write_them(typed: str, url: str) -> None:
    """One slash, no scheme, all escaped: each means the URL."""
    found = parsed(typed)
    assert found is not None
    assert found.url == url


@pytest.mark.parametrize("typed", ["", "/", "2025/", "https://", "https:", " "])
def test_an_address_without_url_is_none(typed: str) -> None:
    """There is nothing to show for it."""
    assert parsed(typed) is None


def test_two_times_are_read_in_order() -> None:
    """A comparison has two."""
    found = parsed("2024/20250314101112/https://a.example/2026/x", times=2)
    assert found is not None
    assert found.times == ("2024", "20250314101112")
    assert found.url == "https://a.example/2026/x"


def test_a_missing_time_means_the_latest() -> None:
    """An empty time is no time."""
    found = parsed("https://a.example/")
    assert found is not None
    assert found.at is None


@pytest.mark.parametrize(
    ("digits", "start"),
    [
        ("2025", datetime(2025, 1, 1, tzinfo=UTC)),
        ("202503", datetime(2025, 3, 1, tzinfo=UTC)),
        ("20250314101112", datetime(2025, 3, 14, 10, 11, 12, tzinfo=UTC)),
        ("202513", datetime(2025, 1, 1, tzinfo=UTC)),
        ("2025031", datetime(2025, 3, 1, tzinfo=UTC)),
        ("99", None),
        ("", None),
    ],
)
def test_digits_name_the_start_of_a_period(digits: str, start: datetime | None) -> None:
    """As many of them as make sense are read."""
    assert period_start(digits) == start


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x", "", None, "http://["]
)
def test_only_web_urls_become_links(url: str | None) -> None:
    """Other schemes run things."""
    assert not is_web(url)
    assert is_web("https://a.example/")
