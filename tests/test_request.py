"""The bytes of a request and where it goes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.request import Proxy, Target, compose


@pytest.mark.parametrize(
    ("url", "host", "port", "authority", "path"),
    [
        ("http://a.example", "a.example", 80, "a.example", "/"),
        ("HTTPS://A.Example/x?y#z", "a.example", 443, "a.example", "/x?y"),
        ("http://a.example:80/", "a.example", 80, "a.example", "/"),
        ("http://a.example:8080?q", "a.example", 8080, "a.example:8080", "/?q"),
        ("http://a.example:/x", "a.example", 80, "a.example", "/x"),
        ("https://u:p@a.example/", "a.example", 443, "a.example", "/"),
        ("http://[::1]:8080/x", "::1", 8080, "[::1]:8080", "/x"),
        ("http://[::1]/", "::1", 80, "[::1]", "/"),
        ("http://münchen.example/ü b", "xn--mnchen-3ya.example", 80, "xn--mnchen-3ya.example",
         "/%C3%BC%20b"),
    ],
)  # fmt: skip
def test_url_taken_apart(url: str, host: str, port: int, authority: str, path: str) -> None:
    """Host, port, Host field and request target come out of a URL as RFC 9112, 3.2 wants."""
    target = Target.parse(url)
    assert (target.host, target.port, target.authority, target.path) == (
        host, port, authority, path,
    )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    ["ftp://a/", "http://", "http:///x", "http://a:99999/", "http://a:x/", "//a/", "http://a b/"],
)
def test_impossible_urls_are_refused(url: str) -> None:
    """What cannot be dialled is refused with a word of why."""
    with pytest.raises(ValueError, match=r"\w"):
        Target.parse(url)


def test_host_first_and_body_measured() -> None:
    """Host leads, other fields follow in order, and a body gets its length."""
    target = Target.parse("http://a.example/p")
    message = compose("POST", target, [(b"X-A", [b"1", b"2"]), (b"Host", [b"b.example"])], b"hey")
    assert message == (
        b"POST /p HTTP/1.1\r\nHost: b.example\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 3\r\n\r\nhey"
    )


def test_own_content_length_is_not_repeated() -> None:
    """A length that the request has already is left alone."""
    target = Target.parse("http://a.example/")
    message = compose("PUT", target, [(b"Content-Length", [b"3"])], b"hey")
    assert message.count(b"Content-Length") == 1


def test_absolute_form_names_the_origin() -> None:
    """A proxy is told the whole URL (RFC 9112, 3.2.2)."""
    target = Target.parse("http://a.example:81/p?q#f")
    assert compose("GET", target, [], b"", absolute=True).startswith(
        b"GET http://a.example:81/p?q HTTP/1.1\r\nHost: a.example:81\r\n"
    )


@given(st.text(max_size=20), st.binary(max_size=20))
def test_nothing_can_break_out_of_its_line(path: str, value: bytes) -> None:
    """Whatever URL or value is given, the request has exactly three lines and an end."""
    target = Target.parse(f"http://a.example/{path}")
    message = compose("GET", target, [(b"X-A", [value])], b"")
    assert message.count(b"\n") == 4
    assert message.count(b"\r\n") == 4
    assert message.split(b"\r\n")[0].count(b" ") == 2


@pytest.mark.parametrize("method", ["GE T", "", "GET\r\n"])
def test_method_must_be_a_token(method: str) -> None:
    """A method that would end the line is refused."""
    with pytest.raises(ValueError, match="not a token"):
        compose(method, Target.parse("http://a.example/"), [], b"")


def test_field_name_must_be_a_token() -> None:
    """A field name that would end the line is refused."""
    with pytest.raises(ValueError, match="not a token"):
        compose("GET", Target.parse("http://a.example/"), [(b"X: y\r\nZ", [b""])], b"")


def test_proxy_urls() -> None:
    """A proxy may be named without scheme; its password does not show; SOCKS is not spoken."""
    proxy = Proxy.parse("proxy.example:3128", b"Basic c2VjcmV0")
    assert (proxy.scheme, proxy.host, proxy.port) == ("http", "proxy.example", 3128)
    assert "c2VjcmV0" not in repr(proxy)
    with pytest.raises(ValueError, match="socks5"):
        Proxy.parse("socks5://proxy.example:1080", None)
