"""Reading robots.txt as far as the parser does not: names, reasons, waiting times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from crawler.fetch.rules import forbidding_rule, product_token, retry_after

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_product_token() -> None:
    """The token is the name before the version."""
    assert product_token("Greffe/0.1 (+https://a.example/)") == "Greffe"


def test_product_token_is_needed() -> None:
    """A user agent that robots.txt files cannot name is refused."""
    with pytest.raises(ValueError, match="must begin with a product token"):
        product_token("(mine)")


paths = st.lists(st.sampled_from(["a", "b", "*", "$", "%41", "é", "/"]), max_size=5).map("/".join)
lines = st.one_of(
    st.builds("Disallow: /{}".format, paths),
    st.builds("Allow: /{}".format, paths),
    st.sampled_from(["User-agent: *", "User-agent: greffe", "User-agent: x", "", "Sitemap: /"]),
)


@given(st.lists(lines, max_size=12), paths)
def test_reason_agrees_with_the_verdict(written: list[str], path: str) -> None:
    """Whenever a URL is forbidden there is a line to show for it, and that line is in the file."""
    text = "\n".join(written)
    url = f"http://a.example/{path}"
    if not Protego.parse(text).can_fetch(url, "Greffe"):
        rule = forbidding_rule(text, "Greffe", url)
        assert rule is not None
        assert rule in written


def test_longest_rule_is_shown() -> None:
    """Of several lines that forbid a URL the most specific is the reason."""
    text = "User-agent: *\nDisallow: /\nDisallow: /a/b # both\nDisallow: /c"
    assert forbidding_rule(text, "Greffe", "http://a.example/a/b/c") == "Disallow: /a/b"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"120", 120.0),
        (b"Mon, 23 Nov 2026 12:01:00 GMT", 60.0),
        (b"Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"9" * 5000, 999999999.0),
        (b"Thu, 01 Jan 99999999999 00:00:00 GMT", None),
        (b"Thu, 01 Jan 2026 00:00:00 +99999999999999", None),
        (None, None),
    ],
)
def test_retry_after(value: bytes | None, seconds: float | None) -> None:
    """Seconds and dates are understood; nonsense is ignored."""
    assert retry_after(value, NOW) == seconds
