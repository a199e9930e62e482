"""Which capture stands for a URL at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.replay.closest import closest, nearest
from archive.serving.addresses import Address
from archive.store.busters import RULES, matched, reduced
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
    archive.add(exchange(f"{URL}/s?id=1234567&_=1700000001", b"x"))
    archive.add(exchange(f"{URL}/s?v=1", b"x"))
    assert closest(archive, Address(f"{URL}/s{asked}")) is None


@pytest.mark.parametrize(
    ("asked", "held", "rule"),
    [
        ("/a?x=1&_=1700000002", "/a?x=1&_=1700000001", "cache"),
        ("/a?x=1&_=1700000002", "/a?x=1", "cache"),
        ("/a?x=1&rnd=0.5", "/a?x=1&rnd=0.25", "cache"),
        ("/a?callback=jQuery2", "/a?callback=f", "callback"),
        ("/a?callback=jQuery2", "/a", None),
        ("/a?x=1&utm_source=feed", "/a?x=1", "tracking"),
        ("/a.css?ver=5.8", "/a.css?ver=5.8.1", "version"),
        ("/a.css?9f2b", "/a.css", "version"),
        ("/a.css", "/a.css?v=3", "version"),
        ("/a.jpg?w=300", "/a.jpg?w=600", "file"),
        ("/a?w=300", "/a?w=600", None),
        ("/a.json?page=1", "/a.json?page=2", None),
        ("/a?x=1&_=1700000002", "/a?x=2&_=1700000001", None),
    ],
)
def test_the_rule_by_which_two_urls_are_the_same_is_told(
    asked: str, held: str, rule: str | None
) -> None:
    """The surest that says so; where none does, they are two."""
    site = "https://news.example"
    match = matched(urlkey(site + asked), [urlkey(site + held)])
    assert (match.rule.name if match else None) == rule


def test_the_surest_rule_decides(archive: Archive) -> None:
    """A file with another cache number comes before one of another version or size."""
    for query in ("?v=2&w=1", "?w=2", "?w=1&_=1700000001"):
        archive.add(exchange(f"{URL}.png{query}", b"x"))
    found = nearest(archive, Address(f"{URL}.png?w=1&_=1700000002"))
    assert found is not None
    assert (found.capture.url, found.rule) == (f"{URL}.png?w=1&_=1700000001", "cache")


def test_of_several_the_most_similar_is_taken(archive: Archive) -> None:
    """It has most parameters in common with what is asked for."""
    for query in ("?w=2&crop=no", "?w=1&crop=yes"):
        archive.add(exchange(f"{URL}.png{query}", b"x"))
    capture = closest(archive, Address(f"{URL}.png?w=1&crop=half"))
    assert capture is not None
    assert capture.url.endswith("?w=1&crop=yes")


def test_a_page_does_not_stand_for_what_is_asked_with_a_function(archive: Archive) -> None:
    """Where the same was asked for with another function."""
    archive.add(exchange(URL, b"page", hours=1))
    archive.add(exchange(f"{URL}?callback=f1", b"f1({})"))
    capture = closest(archive, Address(f"{URL}?callback=f2", ("20251005130000",)))
    assert capture is not None
    assert capture.url == f"{URL}?callback=f1"


def test_the_address_itself_comes_before_any_rule(archive: Archive) -> None:
    """However far in time."""
    archive.add(exchange(f"{URL}.css?v=2", b"x", hours=900))
    archive.add(exchange(f"{URL}.css?v=1", b"x"))
    found = nearest(archive, Address(f"{URL}.css?v=2", ("20251005120000",)))
    assert found is not None
    assert (found.capture.url, found.rule) == (f"{URL}.css?v=2", "")


_PARTS = st.lists(
    st.sampled_from(("_=1700000001", "_=1700000002", "a=1", "a=2", "v=1", "callback=f", "utm_x=y")),
    max_size=4,
)


@given(_PARTS, _PARTS, st.sampled_from(("/s", "/s.js")))
def test_being_the_same_is_mutual(one: list[str], other: list[str], path: str) -> None:
    """And by the same rule."""
    keys = [urlkey(f"https://news.example{path}?{'&'.join(parts)}") for parts in (one, other)]
    there, back = matched(keys[0], keys[1:]), matched(keys[1], keys[:1])
    assert (there and there.rule) == (back and back.rule)


@pytest.mark.parametrize(
    ("kind", "body", "asked"),
    [
        ("application/x-www-form-urlencoded", "q=two+words&n=1", "q=two+words&n=1"),
        ("application/x-www-form-urlencoded", "q=%C3%A9t%C3%A9&n=1", "q=%C3%A9t%C3%A9&n=1"),
        ("application/json", '{"q": "two words", "deep": {"n": null}}', "q=two+words&n=null"),
        ("application/x-www-form-urlencoded", "q=a&_=1700000001", "q=a&_=1700000002"),
    ],
)
def test_what_was_sent_is_found_by_its_body(
    archive: Archive, kind: str, body: str, asked: str
) -> None:
    """As wabac.js asks for it, which writes bodies another way than indexes do."""
    url = "https://news.example/search"
    for words, answer in ((body, b"right"), ("q=other", b"wrong")):
        request = (
            f"POST /search HTTP/1.1\r\nHost: news.example\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(words)}\r\n\r\n{words}"
        )
        archive.add(exchange(url, answer, request=request.encode()))
    capture = closest(archive, Address(f"{url}?__wb_method=POST&{asked}"))
    assert capture is not None
    memento = archive.memento(capture)
    assert memento is not None
    assert memento.entity == b"right"
    assert closest(archive, Address(f"{url}?__wb_method=POST&q=never")) is None
    assert closest(archive, Address(f"{url}?__wb_method=PUT&{asked}")) is None


def test_the_key_without_such_numbers_is_the_same_for_all_orders() -> None:
    """Their place among the parameters does not matter."""
    keys = {
        reduced(urlkey(f"{URL}?{query}"), RULES[0])
        for query in ("a=1&_=123456", "_=654321&a=1", "a=1")
    }
    assert len(keys) == 1


def test_what_was_never_captured_is_none(archive: Archive) -> None:
    """There is no guess."""
    assert closest(archive, Address(URL)) is None
    assert closest(archive, Address(f"{URL}?_=1234567")) is None
